import type { Plan } from "../preflight/plan";
import { FleetNotReady } from "../errors/release-error";
import { assertHeld } from "../fencing/fence";
import type { Token } from "../fencing/token";
import type { World } from "./world";

/**
 * Keeps the live colour from scaling in while a release needs it as the way back, wakes one that is asleep,
 * and says how many instances the new colour needs to carry all of its traffic.
 */
export async function hold(
  world: World,
  token: Token,
  { live, asleep, idle }: Plan,
): Promise<{ size: number }> {
  if (live === null) return { size: world.minimum };
  const { desired } = await world.fleets.describe(live.colour);
  const size = Math.max(desired, world.minimum);
  const { maximum } = await world.fleets.describe(idle);
  if (size > maximum) {
    throw new FleetNotReady(`idle fleet ${idle}: maximum must be at least ${size}, got ${maximum}`);
  }
  await assertHeld(world.lock, token);
  await world.fleets.resize(live.colour, asleep ? size : desired);
  return { size };
}
