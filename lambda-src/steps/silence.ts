import { StillServing } from "../model/errors";
import { colourOf, type Plan, type Role } from "../model/plan";
import { poll, type Polled, type Polling } from "../model/polling";
import type { Metrics } from "../model/ports";
import { arrivedMinutes, newest } from "./minutes";

export interface Question {
  readonly plan: Plan;
  /** Who has lost its weight, and since when. */
  readonly leaving: Role;
  readonly since: string;
  /** Until a changed rule is in force on every node of the load balancer. */
  readonly propagationSeconds: number;
  readonly lagSeconds: number;
  readonly polling: Polling;
}

/**
 * Whether a colour that has lost its weight gets no requests any more: the newest minute that began when every
 * node must have known, and whose counts have arrived, has none.
 */
export async function silence(
  metrics: Pick<Metrics, "traffic">,
  { plan, leaving, since, propagationSeconds, lagSeconds, polling }: Question,
  now: Date,
): Promise<Polled> {
  const colour = colourOf(plan, leaving);
  return poll(
    polling,
    async () => {
      if (colour === undefined) return { done: true, detail: "no colour leaves" };
      const known = new Date(Date.parse(since) + propagationSeconds * 1000);
      const { from, to } = newest(arrivedMinutes(known, now, lagSeconds));
      if (from >= to) return { done: false, detail: `no whole minute since ${known.toISOString()} yet` };
      const { requests = 0 } = await metrics.traffic(colour, from, to);
      return {
        done: requests === 0,
        detail: `${requests} requests in the minute from ${from.toISOString()}`,
      };
    },
    (detail) =>
      new StillServing(`colour ${colour}: must get no requests before its instances go, got ${detail}`),
  );
}
