import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { EventBridgeClient, PutRuleCommand, TestEventPatternCommand } from "@aws-sdk/client-eventbridge";
import { refusal, type Probe, type ProbeGroup } from "../probe";
import type { Sandbox } from "../sandbox";

const MISSING = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html";
const DATA = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html";
const PATTERNS = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html";
/** AWS shows data a few minutes late, and judges an alarm once a minute. */
const VISIBLE_AFTER_SECONDS = 300;

function read(sandbox: Sandbox, MetricName: string, Expression?: string) {
  const Metric = { Namespace: sandbox.id, MetricName };
  const now = Date.now();
  return sandbox.client(CloudWatchClient).send(
    new GetMetricDataCommand({
      MetricDataQueries: [
        { Id: "m", MetricStat: { Metric, Period: 60, Stat: "Sum" }, ReturnData: Expression === undefined },
        ...(Expression === undefined ? [] : [{ Id: "e", Expression }]),
      ],
      StartTime: new Date(now - 1_800_000),
      EndTime: new Date(now + 60_000),
    }),
  );
}

function alarm(id: string, TreatMissingData: string, expected: string): Probe {
  return {
    id,
    behaviour: `an alarm whose missing data is ${TreatMissingData} is ${expected} without data`,
    documentation: MISSING,
    expected,
    run: async (sandbox) => {
      const client = sandbox.client(CloudWatchClient);
      const AlarmName = sandbox.name(TreatMissingData);
      await client.send(
        new PutMetricAlarmCommand({
          AlarmName,
          Namespace: sandbox.id,
          MetricName: "never",
          Statistic: "Sum",
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 1,
          ComparisonOperator: "GreaterThanThreshold",
          TreatMissingData,
          Tags: sandbox.tagList,
        }),
      );
      sandbox.undo(`alarm ${AlarmName}`, () =>
        client.send(new DeleteAlarmsCommand({ AlarmNames: [AlarmName] })),
      );
      const state = await sandbox.until(async () => {
        const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }));
        const found = MetricAlarms?.[0]?.StateValue;
        return found === expected ? found : undefined;
      }, VISIBLE_AFTER_SECONDS);
      return state ?? "another state";
    },
  };
}

function pattern(id: string, behaviour: string, EventPattern: object, expected: string): Probe {
  const event = {
    id: "1",
    account: "222222222222",
    source: "aws.s3",
    "detail-type": "Object Created",
    time: "2026-11-24T00:00:00Z",
    region: "eu-west-1",
    resources: ["arn:aws:s3:::other", "arn:aws:s3:::source"],
    detail: { object: { key: "source.zip" }, reason: "PutObject" },
  };
  return {
    id,
    behaviour,
    documentation: PATTERNS,
    expected,
    run: async (sandbox) => {
      const test = new TestEventPatternCommand({
        EventPattern: JSON.stringify(EventPattern),
        Event: JSON.stringify(event),
      });
      let result: boolean | undefined;
      const outcome = await refusal(
        sandbox
          .client(EventBridgeClient)
          .send(test)
          .then(({ Result }) => (result = Result)),
      );
      return outcome === "accepted" ? (result ? "match" : "no match") : outcome;
    },
  };
}

export const monitoringProbes: ProbeGroup = {
  service: "CloudWatch and EventBridge",
  probes: [
    {
      id: "cloudwatch-data",
      behaviour: "data that was put is summed over its minute",
      documentation: DATA,
      expected: "6",
      run: async (sandbox) => {
        const Timestamp = new Date(Date.now() - 600_000);
        const MetricData = [1, 2, 3].map((Value) => ({ MetricName: "put", Value, Timestamp }));
        await sandbox
          .client(CloudWatchClient)
          .send(new PutMetricDataCommand({ Namespace: sandbox.id, MetricData }));
        const value = await sandbox.until(async () => {
          const { MetricDataResults } = await read(sandbox, "put");
          const sum = (MetricDataResults?.[0]?.Values ?? []).reduce((total, each) => total + each, 0);
          return sum === 6 ? String(sum) : undefined;
        }, VISIBLE_AFTER_SECONDS);
        return value ?? "not all of it";
      },
    },
    {
      id: "cloudwatch-no-data",
      behaviour: "a metric without data is Complete, and has no values",
      documentation: DATA,
      expected: "Complete 0",
      run: async (sandbox) => {
        const result = (await read(sandbox, "never")).MetricDataResults?.[0];
        return `${result?.StatusCode} ${result?.Values?.length}`;
      },
    },
    {
      id: "cloudwatch-fill",
      behaviour: "FILL of a metric without data invents no times",
      documentation: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html",
      expected: "Complete 0",
      run: async (sandbox) => {
        const result = (await read(sandbox, "never", "FILL(m, 0)")).MetricDataResults?.[0];
        return `${result?.StatusCode} ${result?.Values?.length}`;
      },
    },
    {
      id: "cloudwatch-value-and-values",
      behaviour: "a datum with Value and Values is refused",
      documentation: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html",
      expected: "InvalidParameterCombinationException",
      run: (sandbox) => {
        const MetricData = [{ MetricName: "put", Value: 1, Values: [1, 2] }];
        return refusal(
          sandbox
            .client(CloudWatchClient)
            .send(new PutMetricDataCommand({ Namespace: sandbox.id, MetricData })),
        );
      },
    },
    alarm("cloudwatch-alarm-breaching", "breaching", "ALARM"),
    alarm("cloudwatch-alarm-not-breaching", "notBreaching", "OK"),
    pattern("events-array", "one of a list is enough", { resources: ["arn:aws:s3:::source"] }, "match"),
    pattern(
      "events-prefix",
      "a prefix matches",
      { detail: { object: { key: [{ prefix: "sour" }] } } },
      "match",
    ),
    pattern(
      "events-other",
      "another value does not match",
      { detail: { reason: ["CopyObject"] } },
      "no match",
    ),
    pattern(
      "events-absent",
      "a field that is not there is told",
      { detail: { x: [{ exists: false }] } },
      "match",
    ),
    pattern(
      "events-invalid",
      "a value outside a list is refused",
      { source: "aws.s3" },
      "InvalidEventPatternException",
    ),
    {
      id: "events-rule-pattern",
      behaviour: "a rule with an unknown operator is refused",
      documentation: PATTERNS,
      expected: "InvalidEventPatternException",
      run: (sandbox) => {
        const EventPattern = JSON.stringify({ source: [{ begins: "aws" }] });
        return refusal(
          sandbox
            .client(EventBridgeClient)
            .send(new PutRuleCommand({ Name: sandbox.name("rule"), EventPattern })),
        );
      },
    },
  ],
};
