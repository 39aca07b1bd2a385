import type { Started } from "../contracts/fleet";
import { DeploymentFailed } from "../model/errors";
import type { Plan } from "../model/plan";
import { poll, type Polled, type Polling } from "../model/polling";
import type { Deployments, LockReader } from "../model/ports";
import type { Revision } from "../model/revision";
import type { Token } from "../model/token";
import { explainFailures } from "./explain-failures";
import { assertHeld } from "./fence";

export interface World {
  readonly lock: LockReader;
  readonly deployments: Pick<Deployments, "attach" | "running" | "create" | "get">;
}

/** Gives the new fleet back to its deployment group, before the deployment that is to reach all of it. */
export async function attach({ lock, deployments }: World, token: Token, { candidate }: Plan): Promise<void> {
  await assertHeld(lock, token);
  await deployments.attach(candidate);
}

/** Deploys the revision to the candidate. Its description is the release, so a repeated call finds its own. */
export async function start(
  { lock, deployments }: World,
  token: Token,
  { candidate }: Plan,
  revision: Revision,
): Promise<Started> {
  const [running] = await deployments.running(candidate);
  if (running !== undefined) {
    const { description } = await deployments.get(running);
    if (description === token.owner) return { deploymentId: running };
    throw new DeploymentFailed(`deployment group ${candidate}: must be idle, got ${running} in flight`);
  }
  await assertHeld(lock, token);
  return { deploymentId: await deployments.create(candidate, revision, token.owner) };
}

/**
 * Whether the revision is installed on *every* instance: CodeDeploy's AllAtOnce succeeds if one instance does.
 * One that takes too long is stopped by the clean-up that follows.
 */
export async function status(
  deployments: Pick<Deployments, "get" | "failures">,
  deploymentId: string,
  size: number,
  polling: Polling,
): Promise<Polled> {
  return poll(
    polling,
    async () => {
      const deployment = await deployments.get(deploymentId);
      const detail = `${deployment.status} on ${deployment.succeeded} of ${size} instances`;
      const ended = ["Succeeded", "Failed", "Stopped"].includes(deployment.status);
      const done = deployment.status === "Succeeded" && deployment.succeeded === size;
      if (ended && !done) {
        const reason = await explainFailures(
          deployments,
          deploymentId,
          deployment.error ?? "no reason given",
        );
        throw new DeploymentFailed(
          `deployment ${deploymentId}: must succeed on all instances, got ${detail}: ${reason}`,
        );
      }
      return { done, detail };
    },
    (detail) => new DeploymentFailed(`deployment ${deploymentId}: must end in time, got ${detail}`),
  );
}
