import type { Verdict } from "../contracts/observe";
import type { Colour } from "../model/colour";
import { GateFailed } from "../model/errors";
import type { Metrics, Traffic } from "../model/ports";
import { arrivedMinutes } from "./minutes";

export interface Thresholds {
  readonly maximumErrorPercent: number;
  readonly maximumConnectionErrors: number;
}

export interface Watch {
  readonly colour: Colour;
  readonly step: number;
  readonly steps: number;
  readonly weight: number;
  readonly minimumRequests: number;
  readonly shiftedAt: Date;
  /** After the beginning of a minute: by then all of its counts have arrived. */
  readonly lagSeconds: number;
  /** No further watch follows: inconclusive is a failure. */
  readonly last: boolean;
}

/**
 * Judges the candidate by minutes that began after the shift and whose counts have all arrived. 5xx counts exist only when they
 * are not zero, so missing ones are 0; missing request counts are missing data, which is a failure where
 * traffic is expected. Throws `GateFailed` for a bad verdict, by the numbers where they say enough, else
 * by the alarm.
 */
export async function judge(
  metrics: Metrics,
  thresholds: Thresholds,
  watch: Watch,
  now: Date,
): Promise<Verdict> {
  const { colour, step, steps, weight, minimumRequests, shiftedAt, lagSeconds, last } = watch;
  const path = `step ${step} of ${steps} (${weight} %)`;
  const { from, to } = arrivedMinutes(shiftedAt, now, lagSeconds);
  const traffic = from < to ? await metrics.traffic(colour, from, to) : NO_TRAFFIC;
  const { requests = 0, serverErrors = 0, connectionErrors = 0 } = traffic;
  if (connectionErrors > thresholds.maximumConnectionErrors) {
    throw new GateFailed(
      `${path}: ${connectionErrors} connection errors exceed ${thresholds.maximumConnectionErrors}`,
    );
  }
  const percent = requests === 0 ? 0 : (100 * serverErrors) / requests;
  const rate = `5xx rate ${percent.toFixed(1)} % of ${requests} requests`;
  if (requests >= minimumRequests && percent > thresholds.maximumErrorPercent) {
    throw new GateFailed(`${path}: ${rate} exceeds ${thresholds.maximumErrorPercent} %`);
  }
  const { state, reason } = await metrics.alarm(colour);
  if (state === undefined) throw new GateFailed(`${path}: ${colour} errors alarm must exist, got none`);
  if (state === "ALARM") {
    throw new GateFailed(`${path}: ${colour} errors alarm is in ALARM: ${reason ?? "no reason given"}`);
  }
  if (requests < minimumRequests) {
    const detail = `${requests} requests are fewer than ${minimumRequests}`;
    if (last) throw new GateFailed(`${path}: too little traffic after two watches: ${detail}`);
    return { result: "inconclusive", detail };
  }
  return { result: "pass", detail: `${path}: ${rate}, ${connectionErrors} connection errors` };
}

const NO_TRAFFIC: Traffic = { requests: undefined, serverErrors: undefined, connectionErrors: undefined };
