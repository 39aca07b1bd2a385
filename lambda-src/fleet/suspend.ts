import type { Colour } from "../colours/colour";
import type { Token } from "../fencing/token";
import type { World } from "./world";

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
export async function suspend(world: World, token: Token, colour: Colour): Promise<void> {
  const { suspended } = await world.fleets.describe(colour);
  const before = await world.suspensions.suspended(colour);
  const ours = DISTURBING.filter((name) => before.includes(name) || !suspended.includes(name));
  await world.suspensions.rememberSuspended(token, colour, ours);
  if (ours.length > 0) await world.fleets.suspend(colour, ours);
}

/** Resumes what a release suspended, and leaves what somebody else did. */
export async function resume(world: World, token: Token, colour: Colour): Promise<void> {
  const ours = await world.suspensions.suspended(colour);
  if (ours.length === 0) return;
  await world.fleets.resume(colour, ours);
  await world.suspensions.rememberSuspended(token, colour, []);
}
