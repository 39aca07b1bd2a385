import type { Colour } from "../colours/colour";
import type { Plan } from "../preflight/plan";
import { CleanUpFailed } from "../errors/release-error";
import { assertHeld } from "../fencing/fence";
import type { Token } from "../fencing/token";
import { resume } from "./suspend";
import type { World } from "./world";

/**
 * After a failure, when the weights are back: no deployment and no instance on the rejected colour, its fleet
 * attached and its processes resumed, the live colour free to scale again. Each part is tried even if another fails.
 * A colour that still has weight (a first release has no way back) keeps its instances.
 */
export async function cleanUp(
  world: World,
  token: Token,
  { live, idle }: Plan,
): Promise<{ drained: boolean }> {
  await assertHeld(world.lock, token);
  const drained = (await world.balancer.weights())[idle] === 0;
  const parts: [string, () => Promise<void>][] = [
    [`deployments to ${idle}`, () => stopDeployments(world, idle)],
    [
      `capacity of ${idle}`,
      () => (drained ? world.fleets.resize(idle, 0, 0) : world.fleets.resize(idle, world.minimum)),
    ],
    [`deployment group of ${idle}`, () => world.deployments.attach(idle)],
    [`processes of ${idle}`, () => resume(world, token, idle)],
  ];
  if (live !== null) {
    parts.push([`minimum of ${live.colour}`, () => world.fleets.resize(live.colour, world.minimum)]);
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
async function stopDeployments({ deployments }: World, colour: Colour): Promise<void> {
  for (const id of await deployments.running(colour)) await deployments.stop(id);
}
