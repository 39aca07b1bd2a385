import { type OnError, poll, type States } from "./asl";
import { COMMON, METRICS_LAG_SECONDS, PROPAGATION_SECONDS } from "./flow";

/** Longer than a silent colour needs to be known as one, and long enough for a slow node. */
const ATTEMPTS = 40;
const EVERY_SECONDS = 30;

/**
 * Waits until no node of the load balancer sends requests to a colour that has lost its weight: instances that go
 * before that answer with 502 and 503. If it cannot be asked, that it has had no weight for
 * `PROPAGATION_SECONDS` must do, which the state before this one sees to.
 * @param sincePath where the time stands since which it has no weight.
 */
export function untilSilent(
  functionArn: string,
  name: string,
  leaving: "live" | "idle",
  sincePath: string,
  { next, onServing }: { readonly next: string; readonly onServing: OnError },
): States {
  return poll(
    name,
    functionArn,
    {
      action: "silence",
      ...COMMON,
      leaving,
      "since.$": sincePath,
      propagationSeconds: PROPAGATION_SECONDS,
      lagSeconds: METRICS_LAG_SECONDS,
    },
    { everySeconds: EVERY_SECONDS, attempts: ATTEMPTS },
    { next, onError: { next, resultPath: "$.silenceError", except: { StillServing: onServing } } },
  );
}
