import type { Plan } from "../preflight/plan";
import { assertHeld } from "../fencing/fence";
import type { Token } from "../fencing/token";
import { assertWithoutWeight } from "./without-weight";
import type { World } from "./world";

/** After a success: the environment's minimum on the new live colour, no instance on the old one. */
export async function drain(world: World, token: Token, { live, idle }: Plan): Promise<void> {
  await assertHeld(world.lock, token);
  await world.fleets.resize(idle, world.minimum);
  if (live === null) return;
  await assertWithoutWeight(world.balancer, live.colour);
  await world.fleets.resize(live.colour, 0, 0);
}
