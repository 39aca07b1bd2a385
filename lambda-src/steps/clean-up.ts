import type { CleanedUp } from "../contracts/fleet";
import type { Colour } from "../model/colour";
import { CleanUpFailed } from "../model/errors";
import type { Plan } from "../model/plan";
import type { Balancer, Deployments, Fleets, LockReader, Suspensions } from "../model/ports";
import type { Token } from "../model/token";
import { assertHeld } from "./fence";
import { resume } from "./processes";

export interface World {
  readonly lock: LockReader;
  readonly fleets: Fleets;
  readonly deployments: Pick<Deployments, "attach" | "running" | "stop">;
  readonly balancer: Pick<Balancer, "weights">;
  readonly suspensions: Suspensions;
  /** Instances per colour while it is live. */
  readonly minimum: number;
}

/**
 * After a failure, when the weights are back: no deployment and no instance on the candidate, its fleet
 * attached and its processes resumed, the stable colour free to scale again. Each part is tried even if another fails.
 * A candidate that still has weight (a first release has no way back) keeps its instances.
 */
export async function cleanUp(world: World, token: Token, { stable, candidate }: Plan): Promise<CleanedUp> {
  const { lock, balancer, fleets, deployments, minimum } = world;
  await assertHeld(lock, token);
  const drained = (await balancer.weights())[candidate] === 0;
  const parts: [string, () => Promise<void>][] = [
    [`deployments to ${candidate}`, () => stopDeployments(deployments, candidate)],
    [
      `capacity of ${candidate}`,
      () => (drained ? fleets.resize(candidate, 0, 0) : fleets.resize(candidate, minimum)),
    ],
    [`deployment group of ${candidate}`, () => deployments.attach(candidate)],
    [`processes of ${candidate}`, () => resume(world, token, candidate)],
  ];
  if (stable !== null) {
    parts.push([`minimum of ${stable.colour}`, () => fleets.resize(stable.colour, minimum)]);
  }
  const failures: string[] = [];
  for (const [name, part] of parts) {
    try {
      await part();
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (failures.length > 0) throw new CleanUpFailed(`clean-up: ${failures.join("; ")}`);
  return { drained };
}

/** CodeDeploy waits an hour for instances that are gone, and the next release would be refused as long. */
async function stopDeployments(deployments: World["deployments"], colour: Colour): Promise<void> {
  for (const id of await deployments.running(colour)) await deployments.stop(id);
}
