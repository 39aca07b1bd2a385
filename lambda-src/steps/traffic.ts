import type { Shifted } from "../contracts/shift";
import { type Colour, other, type Weights } from "../model/colour";
import { LockLost, ShiftRefused, TargetsUnhealthy } from "../model/errors";
import type { Plan } from "../model/plan";
import type { Balancer, Clock, LockReader } from "../model/ports";
import type { Token } from "../model/token";
import { assertHeld } from "./fence";
import { allHealthy } from "./healthy";

export interface World {
  readonly lock: LockReader;
  readonly balancer: Balancer;
  readonly clock: Clock;
}

/** A read after a write may still answer what was before: it is asked again for at most 10 s. */
const READS = 10;
const READ_AGAIN_MS = 1000;

/**
 * Gives the candidate `weight` percent. Refuses unless all its targets are healthy: a group whose targets
 * are all unhealthy fails open. Asks for the lock before and after, and takes the shift back when
 * somebody else took the lock in between.
 */
export async function shift(
  { lock, balancer, clock }: World,
  token: Token,
  { candidate }: Plan,
  weight: number,
  size: number,
): Promise<Shifted> {
  const before = await balancer.weights();
  const wanted = split(candidate, weight);
  if (before.blue + before.green !== 100 || before[candidate] > weight) {
    throw new ShiftRefused(
      `${candidate}: weight must rise from a rule that sums to 100, got blue ${before.blue} and green ${before.green} for ${weight}`,
    );
  }
  const health = allHealthy(await balancer.targets(candidate), size);
  if (!health.done) {
    throw new TargetsUnhealthy(
      `${candidate}: all targets must be healthy before a shift, got ${health.detail}`,
    );
  }
  await assertHeld(lock, token);
  await balancer.setWeights(wanted);
  const shiftedAt = new Date(clock.now()).toISOString();
  try {
    await assertHeld(lock, token);
  } catch (error) {
    if (error instanceof LockLost) await balancer.setWeights(before);
    throw error;
  }
  let after = await balancer.weights();
  for (let read = 1; read < READS && same(after, before) && !same(after, wanted); read += 1) {
    await clock.sleep(READ_AGAIN_MS);
    after = await balancer.weights();
  }
  if (!same(after, wanted)) {
    throw new ShiftRefused(
      `production rule: must be blue ${wanted.blue} and green ${wanted.green} after the shift, got blue ${after.blue} and green ${after.green}`,
    );
  }
  return { shiftedAt, weights: after };
}

function same(one: Weights, other: Weights): boolean {
  return one.blue === other.blue && one.green === other.green;
}

function split(colour: Colour, weight: number): Weights {
  const rest = { [other(colour)]: 100 - weight };
  return { blue: 0, green: 0, ...rest, [colour]: weight };
}
