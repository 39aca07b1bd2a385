import type { Plan } from "../preflight/plan";
import { assertHeld } from "../fencing/fence";
import type { Token } from "../fencing/token";
import type { World } from "./world";

/** Gives the new fleet back to its deployment group, before the deployment that is to reach all of it. */
export async function attach(world: World, token: Token, { idle }: Plan): Promise<void> {
  await assertHeld(world.lock, token);
  await world.deployments.attach(idle);
}
