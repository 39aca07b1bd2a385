import {
  CloudWatchClient,
  GetMetricDataCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { Clock } from "../../../local/clock/clock";
import { Gateway } from "../../../local/gateway/gateway";
import { Lateness } from "../../../local/time/lateness";
import { CloudWatch } from "../../../local/metrics/cloud-watch";
import { Metrics } from "../../../local/metrics/metrics";
import { json } from "../json-answer";

const account = "222222222222";
const place = { account, region: "eu-west-1" };
const clock = new Clock();
const chances = { metricsFail: 0 };
const lateness = new Lateness({ chances });
const metrics = new Metrics(clock, () => 0);
const minute = Math.floor(clock.origin / 60_000) * 60_000;
let gateway: Gateway;
let endpoint: string;
let client: CloudWatchClient;

beforeAll(async () => {
  gateway = new Gateway({
    moto: () => Promise.resolve(json({ Moto: true })),
    callerOf: () => Promise.resolve({ account, arn: `arn:aws:iam::${account}:root` }),
    log: () => undefined,
  });
  gateway.use([new CloudWatch({ clock, lateness }, metrics)]);
  endpoint = `http://127.0.0.1:${await gateway.listen(0)}`;
  client = new CloudWatchClient({
    endpoint,
    region: place.region,
    credentials: { accessKeyId: "key", secretAccessKey: "secret" },
  });
});
afterAll(async () => {
  client.destroy();
  await gateway.close();
});

const dimensions = { LoadBalancer: "app/a/1", TargetGroup: "targetgroup/b/1" };
const stat = (MetricName: string) => ({
  Metric: {
    Namespace: "AWS/ApplicationELB",
    MetricName,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  },
  Period: 60,
  Stat: "Sum",
});

beforeAll(() => {
  const series = (name: string) => ({ place, namespace: "AWS/ApplicationELB", name, dimensions });
  metrics.add(series("RequestCount"), 1, { at: minute - 120_000, count: 20 });
  metrics.add(series("RequestCount"), 1, { at: minute - 60_000, count: 10 });
  metrics.add(series("HTTPCode_Target_5XX_Count"), 1, { at: minute - 60_000, count: 3 });
});

const window = { StartTime: new Date(minute - 600_000), EndTime: new Date(minute) };

it("answers GetMetricData for the SDK: newest first, math, no point where nothing was counted", async () => {
  const { MetricDataResults } = await client.send(
    new GetMetricDataCommand({
      ...window,
      MetricDataQueries: [
        { Id: "requests", MetricStat: stat("RequestCount") },
        { Id: "errors", MetricStat: stat("HTTPCode_Target_5XX_Count"), ReturnData: false },
        { Id: "refused", MetricStat: stat("TargetConnectionErrorCount") },
        { Id: "rate", Expression: "100 * errors / requests", Label: "error rate" },
      ],
    }),
  );
  expect(MetricDataResults).toEqual([
    {
      Id: "requests",
      Label: "RequestCount",
      StatusCode: "Complete",
      Timestamps: [new Date(minute - 60_000), new Date(minute - 120_000)],
      Values: [10, 20],
    },
    {
      Id: "refused",
      Label: "TargetConnectionErrorCount",
      StatusCode: "Complete",
      Timestamps: [],
      Values: [],
    },
    {
      Id: "rate",
      Label: "error rate",
      StatusCode: "Complete",
      Timestamps: [new Date(minute - 60_000)],
      Values: [30],
    },
  ]);
});

it("answers ascending when asked, and the query protocol too", async () => {
  const fields = new URLSearchParams({
    Action: "GetMetricData",
    Version: "2010-08-01",
    StartTime: window.StartTime.toISOString(),
    EndTime: window.EndTime.toISOString(),
    ScanBy: "TimestampAscending",
    "MetricDataQueries.member.1.Id": "m1",
    "MetricDataQueries.member.1.ReturnData": "true",
    "MetricDataQueries.member.1.MetricStat.Period": "60",
    "MetricDataQueries.member.1.MetricStat.Stat": "Sum",
    "MetricDataQueries.member.1.MetricStat.Metric.Namespace": "AWS/ApplicationELB",
    "MetricDataQueries.member.1.MetricStat.Metric.MetricName": "RequestCount",
    "MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Name": "LoadBalancer",
    "MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Value": "app/a/1",
    "MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.2.Name": "TargetGroup",
    "MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.2.Value": "targetgroup/b/1",
  });
  const authorization = "AWS4-HMAC-SHA256 Credential=key/20260101/eu-west-1/monitoring/aws4_request";
  const answer = await fetch(endpoint, { method: "POST", body: fields, headers: { authorization } });
  expect(await answer.text()).toContain("<Values><member>20</member><member>10</member></Values>");
});

it("takes PutMetricData in, and lists what it has", async () => {
  await client.send(
    new PutMetricDataCommand({
      Namespace: "Slipway",
      MetricData: [
        { MetricName: "Releases", Value: 2, Timestamp: new Date(minute - 60_000) },
        { MetricName: "Releases", Values: [5], Counts: [2], Timestamp: new Date(minute - 60_000) },
      ],
    }),
  );
  const { Metrics: listed } = await client.send(new ListMetricsCommand({ Namespace: "Slipway" }));
  expect(listed).toEqual([{ Namespace: "Slipway", MetricName: "Releases", Dimensions: [] }]);
  const MetricStat = { Metric: { Namespace: "Slipway", MetricName: "Releases" }, Period: 60, Stat: "Sum" };
  const { MetricDataResults } = await client.send(
    new GetMetricDataCommand({ ...window, MetricDataQueries: [{ Id: "m1", MetricStat }] }),
  );
  expect(MetricDataResults?.[0]?.Values).toEqual([12]);
});

it("refuses an expression that it cannot read", async () => {
  const query = { Id: "rate", Expression: "SEARCH('x')" };
  await expect(
    client.send(new GetMetricDataCommand({ ...window, MetricDataQueries: [query] })),
  ).rejects.toThrow("metric math: expression must be arithmetic over ids, got SEARCH");
});

it.each([
  ["names no query", [{ Id: "rate", Expression: "100 * errors" }], "errors must be the id of a query"],
  ["reads itself", [{ Id: "rate", Expression: "100 * rate" }], "rate must not depend on itself"],
  ["has no metric", [{ Id: "rate", Expression: "1 + 1" }], "rate must use a metric, got a constant"],
])("refuses an expression that %s", async (_, MetricDataQueries, words) => {
  const asked = client.send(new GetMetricDataCommand({ ...window, MetricDataQueries }));
  await expect(asked).rejects.toThrow(words);
});

it("says of a query that it could not answer that it is not complete", async () => {
  chances.metricsFail = 1;
  const MetricDataQueries = [{ Id: "requests", MetricStat: stat("RequestCount") }];
  const { MetricDataResults } = await client.send(new GetMetricDataCommand({ ...window, MetricDataQueries }));
  chances.metricsFail = 0;
  expect(MetricDataResults).toMatchObject([{ Id: "requests", Values: [], StatusCode: "InternalError" }]);
  const again = await client.send(new GetMetricDataCommand({ ...window, MetricDataQueries }));
  expect(again.MetricDataResults).toMatchObject([{ StatusCode: "Complete" }]);
});
