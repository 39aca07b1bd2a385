import { carrierOf } from "../balancer/carrier";
import type { Colour } from "../colours/colour";
import { WeightsDivided } from "../errors/release-error";
import { assertHeld } from "../fencing/fence";
import type { Token } from "../fencing/token";
import type { World } from "./world";

/** Ends the instances of the live colour until office hours begin again. Nobody is served until then. */
export async function close(world: World, token: Token): Promise<{ closed: Colour }> {
  const weights = await world.balancer.weights();
  const live = carrierOf(weights);
  if (live === undefined)
    throw new WeightsDivided(
      `production rule: weights must be on one colour to close it, got blue ${weights.blue} and green ${weights.green}`,
    );
  await assertHeld(world.lock, token);
  await world.fleets.resize(live, 0, 0);
  return { closed: live };
}
