import type { Closed, Opened } from "../contracts/fleet";
import { carrierOf } from "../model/colour";
import { WeightsDivided } from "../model/errors";
import type { Balancer, Fleets, History, LockReader } from "../model/ports";
import type { Token } from "../model/token";
import { assertHeld } from "./fence";

export interface World {
  readonly lock: LockReader;
  readonly fleets: Pick<Fleets, "resize">;
  readonly balancer: Pick<Balancer, "weights">;
  readonly history: History;
  /** Instances per colour while it is live. */
  readonly minimum: number;
}

/** Ends the instances of the live colour until office hours begin again. Nobody is served until then. */
export async function close({ lock, fleets, balancer }: World, token: Token): Promise<Closed> {
  const weights = await balancer.weights();
  const live = carrierOf(weights);
  if (live === undefined)
    throw new WeightsDivided(
      `production rule: weights must be on one colour to close it, got blue ${weights.blue} and green ${weights.green}`,
    );
  await assertHeld(lock, token);
  await fleets.resize(live, 0, 0);
  return { closed: live };
}

/**
 * Starts the minimum of the live colour when office hours begin, and leaves a larger fleet as it is. Instances get the
 * colour's last revision by its launch hook, so nothing is started where none was ever released: it would never serve.
 */
export async function open(
  { lock, fleets, balancer, history, minimum }: World,
  token: Token,
): Promise<Opened> {
  const live = carrierOf(await balancer.weights());
  const last = await history.lastSuccess();
  if (live === undefined || last?.colour !== live) return { opened: null };
  await assertHeld(lock, token);
  await fleets.resize(live, minimum);
  return { opened: live };
}
