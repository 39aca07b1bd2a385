import { allHealthy } from "../balancer/all-healthy";
import type { Targets } from "../balancer/balancer";
import type { Colour } from "../colours/colour";
import { TargetsUnhealthy } from "../errors/release-error";
import { poll, type Polled } from "../runtime/poll";
import type { TargetsEvent } from "./event";

export interface World {
  readonly users: Targets;
  readonly testers: Targets;
}

/** Whether the load balancer finds every instance of a colour healthy, for users and for the smoke test that follows. */
export async function targets(world: World, { plan, of, size, polling }: TargetsEvent): Promise<Polled> {
  const colour = of === "idle" ? plan.idle : plan.live?.colour;
  return poll(
    polling,
    async () =>
      colour === undefined ? { done: true, detail: "no colour is live" } : allHealthyOf(world, colour, size),
    (detail) => new TargetsUnhealthy(`${colour}: all targets must be healthy, got ${detail}`),
  );
}

/** Each target group has checks of its own. */
async function allHealthyOf({ users, testers }: World, colour: Colour, size: number) {
  const forUsers = allHealthy(await users.targets(colour), size);
  if (!forUsers.done) return forUsers;
  const { done, detail } = allHealthy(await testers.targets(colour), size);
  return { done, detail: `${detail} for the test listener` };
}
