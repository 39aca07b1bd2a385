import type { Plan } from "../preflight/plan";
import { FleetNotReady } from "../errors/release-error";
import { assertHeld } from "../fencing/fence";
import type { Token } from "../fencing/token";
import { poll, type Polled, type Polling } from "../runtime/poll";
import { assertWithoutWeight } from "./without-weight";
import type { World } from "./world";

/**
 * Detaches the idle fleet from its deployment group and empties it, so that every instance of the new
 * colour starts from the newest launch template and without an old revision (which could be a bad one
 * whose launch hook would never let an instance come up).
 */
export async function clear(world: World, token: Token, { idle }: Plan, polling: Polling): Promise<Polled> {
  if (polling.attempt === 0) {
    await assertHeld(world.lock, token);
    await assertWithoutWeight(world.balancer, idle);
    await world.deployments.detach(idle);
    await world.fleets.resize(idle, 0, 0);
  }
  return poll(
    polling,
    async () => {
      const { instances } = await world.fleets.describe(idle);
      return { done: instances.length === 0, detail: `${instances.length} old instances left` };
    },
    (detail) => new FleetNotReady(`fleet ${idle}: must be empty before it is raised, got ${detail}`),
  );
}
