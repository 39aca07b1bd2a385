import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatch } from "../../../local/metrics/cloud-watch";
import { Metrics } from "../../../local/metrics/metrics";
import { fakeAws, type FakeAws } from "../fake-context";
import facts from "./metric-data.json";
import { holds } from "./recording";

let aws: FakeAws;
let client: CloudWatchClient;

beforeEach(async () => {
  aws = await fakeAws((context) => [new CloudWatch(context, new Metrics(context.clock))]);
  client = new CloudWatchClient({ ...aws.client, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await aws.close();
});

/** Long over, so that no lag hides it. */
const at = () => new Date(aws.context.clock.now() - 600_000);

function read(queries: readonly (readonly [string, number])[]) {
  return client.send(
    new GetMetricDataCommand({
      MetricDataQueries: queries.map(([Stat, Period], index) => ({
        Id: `q${index}`,
        MetricStat: { Metric: { Namespace: "n", MetricName: "metric1" }, Period, Stat },
      })),
      StartTime: new Date(at().getTime() - 120_000),
      EndTime: new Date(at().getTime() + 120_000),
    }),
  );
}

describe("metric data, as recorded on AWS", () => {
  holds(
    facts.puts,
    ({ name }) => name,
    async ({ data, statistic = "Sum", values, error }) => {
      const MetricData = data.map((datum) => ({ MetricName: "metric1", Timestamp: at(), ...datum }));
      const put =
        data.length === 0 ? undefined : client.send(new PutMetricDataCommand({ Namespace: "n", MetricData }));
      if (error !== undefined) {
        await expect(put).rejects.toHaveProperty("name", expect.stringMatching(`^${error}(Exception)?$`));
        return;
      }
      await put;
      const { MetricDataResults } = await read([[statistic, 60]]);
      expect(MetricDataResults).toMatchObject([{ StatusCode: "Complete", Values: values }]);
    },
  );

  holds(
    facts.labels,
    ({ name }) => `label of ${name}`,
    async ({ queries, labels }) => {
      const { MetricDataResults = [] } = await read(queries as [string, number][]);
      expect(MetricDataResults.map(({ Label }) => Label)).toEqual(labels);
    },
  );
});
