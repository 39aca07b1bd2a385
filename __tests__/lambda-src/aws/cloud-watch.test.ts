import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchMetrics } from "../../../lambda-src/aws/cloud-watch";
import { fakeClient } from "../fake-client";

const from = new Date("2026-01-01T00:01:00Z");
const to = new Date("2026-01-01T00:03:00Z");

function metrics(answers: Record<string, unknown>) {
  const { client, sent } = fakeClient<CloudWatchClient>(answers);
  const targetGroups = { blue: "targetgroup/dev-blue/1", green: "targetgroup/dev-green/2" };
  const alarms = { blue: "dev-blue-errors", green: "dev-green-errors" };
  return { metrics: new CloudWatchMetrics(client, "app/dev/3", targetGroups, alarms), sent };
}

test("asks for the sums of one colour's own metrics, by the minute", async () => {
  const { metrics: all, sent } = metrics({ GetMetricData: {} });
  await all.traffic("green", from, to);
  const query = (Id: string, MetricName: string) => ({
    Id,
    MetricStat: {
      Metric: {
        Namespace: "AWS/ApplicationELB",
        MetricName,
        Dimensions: [
          { Name: "LoadBalancer", Value: "app/dev/3" },
          { Name: "TargetGroup", Value: "targetgroup/dev-green/2" },
        ],
      },
      Period: 60,
      Stat: "Sum",
    },
  });
  expect(sent).toEqual([
    [
      "GetMetricData",
      {
        StartTime: from,
        EndTime: to,
        MetricDataQueries: [
          query("requests", "RequestCount"),
          query("serverErrors", "HTTPCode_Target_5XX_Count"),
          query("connectionErrors", "TargetConnectionErrorCount"),
        ],
      },
    ],
  ]);
});

test("adds up the minutes, and tells no data from 0", async () => {
  const MetricDataResults = [
    { Id: "requests", Values: [60, 82], StatusCode: "Complete" },
    { Id: "connectionErrors", Values: [0], StatusCode: "Complete" },
    { Id: "serverErrors", Values: [], StatusCode: "Complete" },
  ];
  const { metrics: all } = metrics({ GetMetricData: { MetricDataResults } });
  await expect(all.traffic("green", from, to)).resolves.toEqual({
    requests: 142,
    serverErrors: undefined,
    connectionErrors: 0,
  });
});

test.each(["PartialData", "InternalError", "Forbidden"])(
  "takes %s for no data at all",
  async (StatusCode) => {
    const MetricDataResults = [
      { Id: "requests", Values: [60], StatusCode: "Complete" },
      { Id: "serverErrors", Values: [], StatusCode },
    ];
    const { metrics: all } = metrics({ GetMetricData: { MetricDataResults } });
    await expect(all.traffic("green", from, to)).rejects.toMatchObject({
      name: "MetricsIncomplete",
      message: `metrics of green: must be Complete, got serverErrors ${StatusCode}`,
    });
  },
);

test("asks for the colour's alarm, and tells when there is none", async () => {
  const alarm = { StateValue: "ALARM", StateReason: "threshold crossed" };
  const { metrics: all, sent } = metrics({ DescribeAlarms: { MetricAlarms: [alarm] } });
  await expect(all.alarm("green")).resolves.toEqual({ state: "ALARM", reason: "threshold crossed" });
  expect(sent).toEqual([["DescribeAlarms", { AlarmNames: ["dev-green-errors"] }]]);
  const none = metrics({ DescribeAlarms: { MetricAlarms: [] } }).metrics;
  await expect(none.alarm("blue")).resolves.toEqual({ state: undefined, reason: undefined });
});
