import type { Colour } from "../model/colour";
import type { Plan } from "../model/plan";
import type { Fleets, LockReader, Suspensions } from "../model/ports";
import type { Token } from "../model/token";
import { assertHeld } from "./fence";

export interface World {
  readonly lock: LockReader;
  readonly fleets: Fleets;
  readonly suspensions: Suspensions;
}

/**
 * What would replace or move an instance that has no application yet: without one it fails the load
 * balancer's check, and an Auto Scaling group's Unhealthy mark never clears by itself.
 */
const DISTURBING = [
  "AZRebalance",
  "HealthCheck",
  "ReplaceUnhealthy",
  "AlarmNotification",
  "ScheduledActions",
];

/** Suspends what is not suspended yet; remembers it first, so that a crash in between loses nothing. */
export async function suspend(
  { fleets, suspensions }: Omit<World, "lock">,
  token: Token,
  colour: Colour,
): Promise<void> {
  const { suspended } = await fleets.describe(colour);
  const before = await suspensions.suspended(colour);
  const ours = DISTURBING.filter((name) => before.includes(name) || !suspended.includes(name));
  await suspensions.rememberSuspended(token, colour, ours);
  if (ours.length > 0) await fleets.suspend(colour, ours);
}

/** Resumes what a release suspended, and leaves what somebody else did. */
export async function resume(
  { fleets, suspensions }: Omit<World, "lock">,
  token: Token,
  colour: Colour,
): Promise<void> {
  const ours = await suspensions.suspended(colour);
  if (ours.length === 0) return;
  await fleets.resume(colour, ours);
  await suspensions.rememberSuspended(token, colour, []);
}

/**
 * Hands the installed fleet back to Auto Scaling before it gets traffic. Instances that were marked
 * Unhealthy while they had no application would be replaced, so they are marked healthy first.
 */
export async function settle(world: World, token: Token, { candidate }: Plan): Promise<void> {
  await assertHeld(world.lock, token);
  const { instances } = await world.fleets.describe(candidate);
  for (const { id } of instances) await world.fleets.markHealthy(id);
  await resume(world, token, candidate);
}
