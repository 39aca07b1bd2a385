import type { Plan } from "../preflight/plan";
import { assertHeld } from "../fencing/fence";
import type { Token } from "../fencing/token";
import { resume } from "./suspend";
import type { World } from "./world";

/**
 * Hands the installed fleet back to Auto Scaling before it gets traffic. Instances that were marked
 * Unhealthy while they had no application would be replaced, so they are marked healthy first.
 */
export async function settle(world: World, token: Token, { idle }: Plan): Promise<void> {
  await assertHeld(world.lock, token);
  const { instances } = await world.fleets.describe(idle);
  for (const { id } of instances) await world.fleets.markHealthy(id);
  await resume(world, token, idle);
}
