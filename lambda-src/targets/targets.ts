import { allHealthy } from "../balancer/all-healthy";
import type { Targets } from "../balancer/balancer";
import { TargetsUnhealthy } from "../errors/release-error";
import type { Plan } from "../preflight/plan";
import { poll, type Polled, type Polling } from "../runtime/poll";

/** Whether the load balancer finds every instance of the new colour healthy. */
export async function targets(
  balancer: Targets,
  { idle }: Plan,
  size: number,
  polling: Polling,
): Promise<Polled> {
  return poll(
    polling,
    async () => allHealthy(await balancer.targets(idle), size),
    (detail) => new TargetsUnhealthy(`${idle}: all targets must be healthy, got ${detail}`),
  );
}
