import type { Plan } from "../preflight/plan";
import { assertHeld } from "../fencing/fence";
import type { Token } from "../fencing/token";
import { suspend } from "./suspend";
import type { World } from "./world";

/** Pins the newest launch template version on the idle fleet and raises it to `size` instances. */
export async function raise(
  world: World,
  token: Token,
  { idle }: Plan,
  size: number,
): Promise<{ launchTemplateVersion: string }> {
  const { launchTemplateId } = await world.fleets.describe(idle);
  const launchTemplateVersion = await world.fleets.newestVersion(launchTemplateId);
  await assertHeld(world.lock, token);
  await suspend(world, token, idle);
  await world.fleets.pin(idle, launchTemplateId, launchTemplateVersion);
  await world.fleets.resize(idle, size, size);
  return { launchTemplateVersion };
}
