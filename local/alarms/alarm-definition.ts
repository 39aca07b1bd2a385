import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import type { MetricQuery } from "../metrics/metric-data";
import { metricQuerySchema } from "../metrics/metric-data";
import type { AlarmRule } from "./evaluate-alarm";

/** What an alarm reads and how it judges. */
export interface AlarmDefinition {
  readonly rule: AlarmRule;
  readonly queries: readonly MetricQuery[];
  /** The query whose points are judged. */
  readonly judged: string;
}

/** Undefined for alarms that local AWS does not evaluate: percentiles and anomaly bands. */
export function readDefinition(alarm: MetricAlarm): AlarmDefinition | undefined {
  const parsed = metricQuerySchema.array().safeParse(alarm.Metrics?.length ? alarm.Metrics : [single(alarm)]);
  if (!parsed.success) return undefined;
  const queries = parsed.data;
  const judged = queries.find(({ ReturnData }) => ReturnData);
  const periods = queries.map((query) => query.MetricStat?.Period ?? query.Period ?? 0);
  const { EvaluationPeriods: evaluationPeriods = 1, Threshold: threshold } = alarm;
  if (!judged || threshold === undefined) return undefined;
  return {
    queries,
    judged: judged.Id,
    rule: {
      threshold,
      comparison: alarm.ComparisonOperator ?? "",
      periodSeconds: Math.max(60, ...periods),
      evaluationPeriods,
      datapointsToAlarm: alarm.DatapointsToAlarm ?? evaluationPeriods,
      treatMissingData: alarm.TreatMissingData ?? "missing",
    },
  };
}

function single({ Namespace, MetricName, Dimensions, Period, Statistic }: MetricAlarm) {
  return {
    Id: "m1",
    MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat: Statistic },
  };
}
