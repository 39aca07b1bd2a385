import { StillServing } from "../errors/release-error";
import { poll, type Polled } from "../runtime/poll";
import type { ObservationEvent } from "./event";
import type { Metrics } from "./judge";
import { arrivedMinutes, newest } from "./minutes";

type SilenceEvent = Extract<ObservationEvent, { action: "silence" }>;

/**
 * Whether a colour that has lost its weight gets no requests any more: the newest minute that began when every
 * node must have known, and whose counts have arrived, has none.
 */
export async function silence(
  metrics: Pick<Metrics, "traffic">,
  { plan, leaving, since, propagationSeconds, lagSeconds, polling }: SilenceEvent,
  now: Date,
): Promise<Polled> {
  const colour = leaving === "idle" ? plan.idle : plan.live?.colour;
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
