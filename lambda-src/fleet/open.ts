import { carrierOf } from "../balancer/carrier";
import type { Colour } from "../colours/colour";
import { assertHeld } from "../fencing/fence";
import type { Token } from "../fencing/token";
import type { World } from "./world";

/**
 * Starts the minimum of the live colour when office hours begin, and leaves a larger fleet as it is. Instances get the
 * colour's last revision by its launch hook, so nothing is started where none was ever released: it would never serve.
 */
export async function open(world: World, token: Token): Promise<{ opened: Colour | null }> {
  const live = carrierOf(await world.balancer.weights());
  const last = await world.history.lastSuccess();
  if (live === undefined || last?.colour !== live) return { opened: null };
  await assertHeld(world.lock, token);
  await world.fleets.resize(live, world.minimum);
  return { opened: live };
}
