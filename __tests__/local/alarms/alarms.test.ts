import type { MetricAlarm, SetAlarmStateInput } from "@aws-sdk/client-cloudwatch";
import { CloudWatchClient, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import { Alarms } from "../../../local/alarms/alarms";
import { Clock } from "../../../local/clock/clock";
import type { LocalContext } from "../../../local/context";
import { Unguarded } from "../../../local/iam/unguarded";
import { Gateway } from "../../../local/gateway/gateway";
import type { ServiceRequest } from "../../../local/gateway/service";
import { Lateness } from "../../../local/time/lateness";
import { Metrics } from "../../../local/metrics/metrics";
import { json } from "../json-answer";

const place = { account: "222222222222", region: "eu-west-1" };
const credentials = { accessKeyId: "key", secretAccessKey: "secret", sessionToken: "token" };
const clock = new Clock();
const metrics = new Metrics(clock, () => 0);
const dimensions = { LoadBalancer: "app/a/1", TargetGroup: "targetgroup/blue/1" };
let deployed: MetricAlarm[] = [];
let changes: SetAlarmStateInput[] = [];
let logged: string[] = [];
let gateway: Gateway;
let alarms: Alarms;
let client: CloudWatchClient;

/** As much of moto's alarms as the evaluator asks. */
function moto({ operation, parameters }: ServiceRequest) {
  if (operation === "PutMetricAlarm") deployed.push({ ...(parameters as MetricAlarm), StateValue: "OK" });
  if (operation === "SetAlarmState") {
    const change = parameters as unknown as SetAlarmStateInput;
    changes.push(change);
    deployed = deployed.map((alarm) => ({ ...alarm, StateValue: change.StateValue }));
  }
  return Promise.resolve(json(operation === "DescribeAlarms" ? { MetricAlarms: deployed } : {}));
}

beforeEach(async () => {
  [deployed, changes, logged] = [[], [], []];
  gateway = new Gateway({
    moto,
    callerOf: () => Promise.resolve({ account: place.account, arn: `arn:aws:iam::${place.account}:root` }),
    log: () => undefined,
  });
  const endpoint = `http://127.0.0.1:${await gateway.listen(0)}`;
  const context: LocalContext = {
    endpoint,
    motoEndpoint: endpoint,
    clock,
    lateness: new Lateness({ strict: false }),
    folder: "",
    places: () => [place],
    credentials: () => Promise.resolve(credentials),
    iam: new Unguarded({ credentials: () => Promise.resolve(credentials) }),
    log: (_source, message) => logged.push(message),
  };
  alarms = new Alarms(context, metrics);
  gateway.use([alarms]);
  client = new CloudWatchClient({ endpoint, region: place.region, credentials });
});
afterEach(async () => {
  client.destroy();
  await alarms.close();
  await gateway.close();
});

const stat = (Id: string, MetricName: string) => ({
  Id,
  ReturnData: false,
  MetricStat: {
    Metric: {
      Namespace: "AWS/ApplicationELB",
      MetricName,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Period: 60,
    Stat: "Sum",
  },
});
const errorRate = (Expression: string) =>
  new PutMetricAlarmCommand({
    AlarmName: "slipway-dev-blue-errors",
    ComparisonOperator: "GreaterThanThreshold",
    Threshold: 5,
    EvaluationPeriods: 1,
    TreatMissingData: "notBreaching",
    Metrics: [
      { Id: "rate", Expression, ReturnData: true },
      stat("errors", "HTTPCode_Target_5XX_Count"),
      stat("requests", "RequestCount"),
    ],
  });

function add(name: string, count: number): void {
  metrics.add({ place, namespace: "AWS/ApplicationELB", name, dimensions }, 1, { count });
}

it("sets the state of a deployed metric-math alarm when it changes, once", async () => {
  await client.send(errorRate("100 * errors / requests"));
  await alarms.evaluate();
  expect(changes).toEqual([]);

  add("RequestCount", 30);
  add("HTTPCode_Target_5XX_Count", 10);
  await alarms.evaluate();
  await alarms.evaluate();
  expect(changes).toEqual([
    expect.objectContaining({
      AlarmName: "slipway-dev-blue-errors",
      StateValue: "ALARM",
      StateReason: expect.stringContaining("33.33") as unknown,
    }),
  ]);
});

it("says once what it cannot evaluate", async () => {
  await client.send(errorRate("SEARCH(errors)"));
  await alarms.evaluate();
  await alarms.evaluate();
  expect(changes).toEqual([]);
  expect(logged).toEqual([expect.stringContaining("slipway-dev-blue-errors not evaluated")]);
});
