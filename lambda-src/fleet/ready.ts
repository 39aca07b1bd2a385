import type { Plan } from "../preflight/plan";
import { FleetNotReady } from "../errors/release-error";
import { poll, type Polled, type Polling } from "../runtime/poll";
import type { World } from "./world";

/** Whether the new fleet stands: `size` instances in service, each from the pinned launch template version. */
export async function ready(
  world: Pick<World, "fleets">,
  { idle }: Plan,
  { size, launchTemplateVersion }: { size: number; launchTemplateVersion: string },
  polling: Polling,
): Promise<Polled> {
  return poll(
    polling,
    async () => {
      const { instances } = await world.fleets.describe(idle);
      const standing = instances.filter(
        (instance) =>
          instance.lifecycleState === "InService" && instance.launchTemplateVersion === launchTemplateVersion,
      ).length;
      return {
        done: standing === size && instances.length === size,
        detail: `${standing} of ${size} instances in service from launch template version ${launchTemplateVersion}`,
      };
    },
    (detail) => new FleetNotReady(`fleet ${idle}: must be in service, got ${detail}`),
  );
}
