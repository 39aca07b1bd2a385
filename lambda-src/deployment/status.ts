import type { Deployments } from "../deployments/deployments";
import { DeploymentFailed } from "../errors/release-error";
import { explainFailures } from "./explain-failures";
import { poll, type Polled, type Polling } from "../runtime/poll";

/**
 * Whether the revision is installed on *every* instance: CodeDeploy's AllAtOnce succeeds if one instance does.
 * A deployment that takes too long is stopped.
 */
export async function status(
  deployments: Pick<Deployments, "get" | "failures" | "stop">,
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
    async (detail) => {
      await deployments.stop(deploymentId);
      return new DeploymentFailed(`deployment ${deploymentId}: must end in time, got ${detail}`);
    },
  );
}
