import type { Colour } from "../model/colour";
import { TargetsUnhealthy } from "../model/errors";
import { colourOf, type Plan, type Role } from "../model/plan";
import { poll, type Polled, type Polling } from "../model/polling";
import type { Target, Targets } from "../model/ports";

export interface World {
  /** Of the production listener. */
  readonly balancer: Targets;
  /** Of the test listener. */
  readonly testers: Targets;
}

export interface Question {
  readonly plan: Plan;
  readonly of: Role;
  readonly size: number;
  readonly polling: Polling;
}

/** Whether the load balancer finds every instance of a colour healthy, for users and for the smoke test that follows. */
export async function targets(world: World, { plan, of, size, polling }: Question): Promise<Polled> {
  const colour = colourOf(plan, of);
  return poll(
    polling,
    async () =>
      colour === undefined
        ? { done: true, detail: "no colour is stable" }
        : healthyToAll(world, colour, size),
    (detail) => new TargetsUnhealthy(`${colour}: all targets must be healthy, got ${detail}`),
  );
}

/** Each target group has checks of its own. */
async function healthyToAll({ balancer, testers }: World, colour: Colour, size: number) {
  const toUsers = allHealthy(await balancer.targets(colour), size);
  if (!toUsers.done) return toUsers;
  const { done, detail } = allHealthy(await testers.targets(colour), size);
  return { done, detail: `${detail} for the test listener` };
}

/**
 * Whether a colour has at least `size` healthy targets and none that failed, and in words what is missing. One that
 * has no verdict yet is no failure: Auto Scaling adds instances by itself.
 */
export function allHealthy(targets: readonly Target[], size: number): { done: boolean; detail: string } {
  const healthy = targets.filter(({ state }) => state === "healthy").length;
  const others = targets
    .filter(({ state }) => state !== "healthy")
    .map(({ id, state, reason }) => `${id} ${state}${reason === undefined ? "" : ` (${reason})`}`);
  const counts = `${healthy} of ${size} targets healthy`;
  return {
    done:
      size > 0 && healthy >= size && targets.every(({ state }) => state === "healthy" || state === "initial"),
    detail: others.length === 0 ? counts : `${counts}: ${others.join(", ")}`,
  };
}
