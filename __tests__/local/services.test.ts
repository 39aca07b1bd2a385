import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { createServices } from "../../local/services";
import { Lateness } from "../../local/time/lateness";
import { fakeAws } from "./fake-context";

it.each([
  [0, [1]],
  [3600, []],
])("shows metrics that arrive %d s after their minute began", async (seconds, expected) => {
  const lateness = new Lateness({ ranges: { metricArrives: [seconds, seconds] } });
  const aws = await fakeAws(createServices, 1, undefined, lateness);
  const client = new CloudWatchClient(aws.client);
  try {
    const metric = { Namespace: "Shop", MetricName: "Orders" };
    await client.send(
      new PutMetricDataCommand({ Namespace: "Shop", MetricData: [{ MetricName: "Orders", Value: 1 }] }),
    );
    const now = Date.now();
    const { MetricDataResults } = await client.send(
      new GetMetricDataCommand({
        StartTime: new Date(now - 120_000),
        EndTime: new Date(now + 60_000),
        MetricDataQueries: [{ Id: "orders", MetricStat: { Metric: metric, Period: 60, Stat: "Sum" } }],
      }),
    );
    expect(MetricDataResults?.[0]?.Values).toEqual(expected);
  } finally {
    client.destroy();
    await aws.close();
  }
});
