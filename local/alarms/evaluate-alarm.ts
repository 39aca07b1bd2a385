import type { MetricAlarm, StateValue } from "@aws-sdk/client-cloudwatch";
import type { Points } from "../metrics/metrics";

export interface Verdict {
  readonly state: StateValue;
  readonly reason: string;
}

/**
 * Judges the newest points as CloudWatch does: M of N breaching is ALARM; where points are missing it depends on
 * `treat_missing_data` (docs: "Configuring how CloudWatch alarms treat missing data").
 * Undefined: the state stays as it is.
 */
export function evaluateAlarm(alarm: MetricAlarm, points: Points): Verdict | undefined {
  const { Threshold: threshold = 0, EvaluationPeriods = 1, TreatMissingData } = alarm;
  const { ComparisonOperator, DatapointsToAlarm: needed = EvaluationPeriods } = alarm;
  if (ComparisonOperator !== "GreaterThanThreshold") {
    throw new Error(`local AWS judges GreaterThanThreshold only, got ${ComparisonOperator}`);
  }
  const newest = [...points].sort(([a], [b]) => b - a).slice(0, EvaluationPeriods);
  const breaching = newest.filter(([, value]) => value > threshold);
  const within = newest.filter(([, value]) => !(value > threshold));
  const missing = EvaluationPeriods - newest.length;

  const crossed = (state: "OK" | "ALARM"): Verdict => {
    const [counted, verb, change] =
      state === "ALARM" ? [breaching, "was", "OK -> ALARM"] : [within, "was not", "ALARM -> OK"];
    const listed = counted.map(([time, value]) => `${value} (${new Date(time).toISOString()})`).join(", ");
    const reason =
      newest.length === 0
        ? `no datapoints were received for ${missing} periods, which are treated as ${TreatMissingData}.`
        : `${counted.length} out of the last ${newest.length} datapoints [${listed}] ${verb} greater than ` +
          `the threshold (${threshold}) (minimum ${needed} datapoint for ${change} transition).`;
    return { state, reason: `Threshold Crossed: ${reason}` };
  };

  if (breaching.length >= needed) return crossed("ALARM");
  if (missing === 0 || TreatMissingData === "notBreaching") return crossed("OK");
  if (TreatMissingData === "breaching") {
    return crossed(breaching.length + missing >= needed ? "ALARM" : "OK");
  }
  if (within.length > 0) return crossed("OK");
  if (TreatMissingData === "ignore") return undefined;
  if (newest.length > 0) return crossed("ALARM");
  return { state: "INSUFFICIENT_DATA", reason: `Insufficient Data: ${missing} datapoints were unknown.` };
}
