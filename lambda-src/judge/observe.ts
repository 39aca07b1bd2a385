import type { ObservationEvent } from "./event";
import { judge, type Metrics, type Thresholds } from "./judge";
import { silence } from "./silence";

/** One question of the state machine about a colour's traffic. */
export async function observe(
  metrics: Metrics,
  thresholds: Thresholds,
  event: ObservationEvent,
  now: Date,
): Promise<unknown> {
  switch (event.action) {
    case "judge": {
      const { plan, shiftedAt, ...watch } = event;
      return judge(metrics, thresholds, { ...watch, colour: plan.idle, shiftedAt: new Date(shiftedAt) }, now);
    }
    case "silence":
      return silence(metrics, event, now);
  }
}
