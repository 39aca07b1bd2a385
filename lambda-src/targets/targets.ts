import { allHealthy } from "../balancer/all-healthy";
import type { Targets } from "../balancer/balancer";
import { TargetsUnhealthy } from "../errors/release-error";
import { poll, type Polled } from "../runtime/poll";
import type { TargetsEvent } from "./event";

/** Whether the load balancer finds every instance of a colour healthy. */
export async function targets(balancer: Targets, { plan, of, size, polling }: TargetsEvent): Promise<Polled> {
  const colour = of === "idle" ? plan.idle : plan.live?.colour;
  return poll(
    polling,
    async () =>
      colour === undefined
        ? { done: true, detail: "no colour is live" }
        : allHealthy(await balancer.targets(colour), size),
    (detail) => new TargetsUnhealthy(`${colour}: all targets must be healthy, got ${detail}`),
  );
}
