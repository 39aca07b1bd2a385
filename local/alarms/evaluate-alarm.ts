import type { Points } from "../metrics/metrics";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

export interface AlarmRule {
  readonly comparison: string;
  readonly threshold: number;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: string;
}

export interface Verdict {
  readonly state: AlarmState;
  readonly reason: string;
}

const COMPARISONS: Readonly<
  Record<string, { words: string; holds: (value: number, limit: number) => boolean }>
> = {
  GreaterThanThreshold: { words: "greater than", holds: (value, limit) => value > limit },
  GreaterThanOrEqualToThreshold: {
    words: "greater than or equal to",
    holds: (value, limit) => value >= limit,
  },
  LessThanThreshold: { words: "less than", holds: (value, limit) => value < limit },
  LessThanOrEqualToThreshold: {
    words: "less than or equal to",
    holds: (value, limit) => value <= limit,
  },
};

/** CloudWatch looks further back than the alarm's periods, for points in place of missing ones. */
const EXTRA_PERIODS = 2;

/** The time from which on points count, up to the last complete period. */
export function evaluationStart({ periodSeconds, evaluationPeriods }: AlarmRule, now: number): number {
  const period = periodSeconds * 1000;
  return Math.floor(now / period) * period - (evaluationPeriods + EXTRA_PERIODS) * period;
}

/**
 * Judges the newest points as CloudWatch does: M of N breaching is ALARM; where points are missing it depends on
 * `treat_missing_data` (docs: "Configuring how CloudWatch alarms treat missing data").
 * Undefined: the state stays as it is.
 */
export function evaluateAlarm(rule: AlarmRule, points: Points): Verdict | undefined {
  const comparison = COMPARISONS[rule.comparison];
  if (!comparison) return undefined;
  const newest = [...points].sort(([a], [b]) => b - a).slice(0, rule.evaluationPeriods);
  const breaching = newest.filter(([, value]) => comparison.holds(value, rule.threshold));
  const missing = rule.evaluationPeriods - newest.length;
  const needed = rule.datapointsToAlarm;

  const crossed = (state: "OK" | "ALARM"): Verdict => {
    const [count, verb, change] =
      state === "ALARM"
        ? [breaching.length, "was", "OK -> ALARM"]
        : [newest.length - breaching.length, "was not", "ALARM -> OK"];
    const listed = (state === "ALARM" ? breaching : newest).map(
      ([time, value]) => `${value} (${new Date(time).toISOString()})`,
    );
    const reason =
      newest.length === 0
        ? `Threshold Crossed: no datapoints were received for ${missing} period${missing === 1 ? "" : "s"} and ` +
          `${missing} missing datapoint${missing === 1 ? " was" : "s were"} treated as ` +
          `[${state === "ALARM" ? "Breaching" : "NonBreaching"}].`
        : `Threshold Crossed: ${count} out of the last ${newest.length} datapoints [${listed.join(", ")}] ${verb} ` +
          `${comparison.words} the threshold (${rule.threshold}) (minimum ${needed} datapoint for ${change} transition).`;
    return { state, reason };
  };

  if (breaching.length >= needed) return crossed("ALARM");
  if (missing === 0 || rule.treatMissingData === "notBreaching") return crossed("OK");
  if (rule.treatMissingData === "breaching") {
    return crossed(breaching.length + missing >= needed ? "ALARM" : "OK");
  }
  if (newest.length > breaching.length) return crossed("OK");
  if (rule.treatMissingData === "ignore") return undefined;
  if (newest.length > 0) return crossed("ALARM");
  const reason = `Insufficient Data: ${missing} datapoint${missing === 1 ? " was" : "s were"} unknown.`;
  return { state: "INSUFFICIENT_DATA", reason };
}
