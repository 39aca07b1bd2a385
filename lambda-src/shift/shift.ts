import { allHealthy } from "../balancer/all-healthy";
import type { Balancer, Weights } from "../balancer/balancer";
import type { Colour } from "../colours/colour";
import { other } from "../colours/colour";
import { LockLost, ShiftRefused, TargetsUnhealthy } from "../errors/release-error";
import { assertHeld, type LockReader } from "../fencing/fence";
import type { Token } from "../fencing/token";
import type { Plan } from "../preflight/plan";

export interface World {
  readonly lock: LockReader;
  readonly balancer: Balancer;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** A read after a write may still answer what was before: it is asked again for at most 10 s. */
const READS = 10;
const READ_AGAIN_MS = 1000;

export interface Shifted {
  /** ISO time at which the load balancer took the new weights: its nodes follow one by one. */
  readonly shiftedAt: string;
  readonly weights: Weights;
}

/**
 * Gives the new colour `weight` percent. Refuses unless all its targets are healthy: a group whose targets
 * are all unhealthy fails open. Asks for the lock before and after, and takes the shift back when
 * somebody else took the lock in between.
 */
export async function shift(
  { lock, balancer, now, sleep }: World,
  token: Token,
  { idle }: Plan,
  weight: number,
  size: number,
): Promise<Shifted> {
  const before = await balancer.weights();
  const wanted = split(idle, weight);
  if (before.blue + before.green !== 100 || before[idle] > weight) {
    throw new ShiftRefused(
      `${idle}: weight must rise from a rule that sums to 100, got blue ${before.blue} and green ${before.green} for ${weight}`,
    );
  }
  const health = allHealthy(await balancer.targets(idle), size);
  if (!health.done) {
    throw new TargetsUnhealthy(`${idle}: all targets must be healthy before a shift, got ${health.detail}`);
  }
  await assertHeld(lock, token);
  await balancer.setWeights(wanted);
  const shiftedAt = new Date(now()).toISOString();
  try {
    await assertHeld(lock, token);
  } catch (error) {
    if (error instanceof LockLost) await balancer.setWeights(before);
    throw error;
  }
  let after = await balancer.weights();
  for (let read = 1; read < READS && same(after, before) && !same(after, wanted); read += 1) {
    await sleep(READ_AGAIN_MS);
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
