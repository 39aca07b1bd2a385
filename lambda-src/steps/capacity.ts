import type { Colour } from "../model/colour";
import { ColourHasWeight, FleetNotReady } from "../model/errors";
import type { Plan } from "../model/plan";
import { poll, type Polled, type Polling } from "../model/polling";
import type { Balancer, Deployments, Fleets, LaunchTemplates, LockReader, Suspensions } from "../model/ports";
import type { Token } from "../model/token";
import type { Raised, Size } from "../contracts/fleet";
import { assertHeld } from "./fence";
import { suspend } from "./processes";

export interface World {
  readonly lock: LockReader;
  readonly fleets: Fleets;
  readonly templates: LaunchTemplates;
  readonly deployments: Pick<Deployments, "detach">;
  readonly balancer: Pick<Balancer, "weights">;
  readonly suspensions: Suspensions;
  /** Instances per colour while it is live. */
  readonly minimum: number;
}

/**
 * Keeps the stable colour from scaling in while a release needs it as the way back, wakes one that is asleep,
 * and says how many instances the candidate needs to carry all of its traffic.
 */
export async function hold(
  { lock, fleets, minimum }: World,
  token: Token,
  { stable, asleep, candidate }: Plan,
): Promise<Size> {
  if (stable === null) return { size: minimum };
  const { desired } = await fleets.describe(stable.colour);
  const size = Math.max(desired, minimum);
  const { maximum } = await fleets.describe(candidate);
  if (size > maximum) {
    throw new FleetNotReady(`candidate fleet ${candidate}: maximum must be at least ${size}, got ${maximum}`);
  }
  await assertHeld(lock, token);
  await fleets.resize(stable.colour, asleep ? size : desired);
  return { size };
}

/**
 * Detaches the candidate's fleet from its deployment group and empties it, so that every instance of the new
 * version starts from the newest launch template and without an old revision (which could be a bad one
 * whose launch hook would never let an instance come up).
 */
export async function clear(
  { lock, balancer, deployments, fleets }: World,
  token: Token,
  { candidate }: Plan,
): Promise<void> {
  await assertHeld(lock, token);
  await assertWithoutWeight(balancer, candidate);
  await deployments.detach(candidate);
  await fleets.resize(candidate, 0, 0);
}

/** Whether the candidate's old instances are gone. */
export async function empty(
  { fleets }: { readonly fleets: Pick<Fleets, "describe"> },
  { candidate }: Plan,
  polling: Polling,
): Promise<Polled> {
  return poll(
    polling,
    async () => {
      const { instances } = await fleets.describe(candidate);
      return { done: instances.length === 0, detail: `${instances.length} old instances left` };
    },
    (detail) => new FleetNotReady(`fleet ${candidate}: must be empty before it is raised, got ${detail}`),
  );
}

/** Pins the newest launch template version on the candidate's fleet and raises it to `size` instances. */
export async function raise(world: World, token: Token, { candidate }: Plan, size: number): Promise<Raised> {
  const { lock, fleets, templates } = world;
  const { launchTemplateId } = await fleets.describe(candidate);
  const launchTemplateVersion = await templates.newestVersion(launchTemplateId);
  await assertHeld(lock, token);
  await suspend(world, token, candidate);
  await fleets.pin(candidate, launchTemplateId, launchTemplateVersion);
  await fleets.resize(candidate, size, size);
  return { launchTemplateVersion };
}

/** Whether the new fleet stands: `size` instances in service, each from the pinned launch template version. */
export async function ready(
  { fleets }: { readonly fleets: Pick<Fleets, "describe"> },
  { candidate }: Plan,
  { size, launchTemplateVersion }: Size & Raised,
  polling: Polling,
): Promise<Polled> {
  return poll(
    polling,
    async () => {
      const { instances } = await fleets.describe(candidate);
      const standing = instances.filter(
        (instance) =>
          instance.lifecycleState === "InService" && instance.launchTemplateVersion === launchTemplateVersion,
      ).length;
      return {
        done: standing === size && instances.length === size,
        detail: `${standing} of ${size} instances in service from launch template version ${launchTemplateVersion}`,
      };
    },
    (detail) => new FleetNotReady(`fleet ${candidate}: must be in service, got ${detail}`),
  );
}

/** After a success: the environment's minimum on the colour that carries it, no instance on the old one. */
export async function drain(
  { lock, balancer, fleets, minimum }: World,
  token: Token,
  { stable, candidate }: Plan,
): Promise<void> {
  await assertHeld(lock, token);
  await fleets.resize(candidate, minimum);
  if (stable === null) return;
  await assertWithoutWeight(balancer, stable.colour);
  await fleets.resize(stable.colour, 0, 0);
}

/** Throws when a colour that is to lose its instances carries traffic. */
async function assertWithoutWeight(balancer: Pick<Balancer, "weights">, colour: Colour): Promise<void> {
  const weight = (await balancer.weights())[colour];
  if (weight > 0) throw new ColourHasWeight(`colour ${colour}: weight must be 0 to drain it, got ${weight}`);
}
