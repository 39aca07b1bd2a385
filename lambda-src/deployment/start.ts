import type { Deployments, Revision } from "../deployments/deployments";
import { DeploymentFailed } from "../errors/release-error";
import { assertHeld, type LockReader } from "../fencing/fence";
import type { Token } from "../fencing/token";
import type { Plan } from "../preflight/plan";

export interface World {
  readonly lock: LockReader;
  readonly deployments: Pick<Deployments, "running" | "create" | "get">;
}

/** Deploys the revision to the idle colour. Its description is the release, so a repeated call finds its own. */
export async function start(
  { lock, deployments }: World,
  token: Token,
  { idle }: Plan,
  revision: Revision,
): Promise<{ deploymentId: string }> {
  const [running] = await deployments.running(idle);
  if (running !== undefined) {
    const { description } = await deployments.get(running);
    if (description === token.owner) return { deploymentId: running };
    throw new DeploymentFailed(`deployment group ${idle}: must be idle, got ${running} in flight`);
  }
  await assertHeld(lock, token);
  return { deploymentId: await deployments.create(idle, revision, token.owner) };
}
