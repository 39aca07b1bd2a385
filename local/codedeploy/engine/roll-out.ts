import type { ErrorInformation } from "@aws-sdk/client-codedeploy";
import type { Deployment } from "./deployment";

/** Installs on one instance; resolves to whether it succeeded. */
export type InstallOn = (instanceId: string) => Promise<boolean>;

const errors = {
  noInstances: {
    code: "NO_INSTANCES",
    message:
      "The deployment failed because no instances were found for your deployment group. Check your deployment " +
      "group settings to make sure the tags for your EC2 instances or Auto Scaling groups correctly identify the " +
      "instances you want to deploy to, and then try again.",
  },
  tooManyFailures: {
    code: "HEALTH_CONSTRAINTS",
    message:
      "The overall deployment failed because too many individual instances failed deployment, too few healthy " +
      "instances are available for deployment, or some instances in your deployment group are experiencing problems.",
  },
} as const satisfies Record<string, ErrorInformation>;

/** Installs on all instances at once: it is a success if one of them is, as CodeDeployDefault.AllAtOnce has it. */
export async function rollOut(
  deployment: Deployment,
  instanceIds: readonly string[],
  installOn: InstallOn,
): Promise<void> {
  deployment.begin(instanceIds);
  if (instanceIds.length === 0) return deployment.complete("Failed", errors.noInstances);
  await Promise.all(
    instanceIds.map(async (id) => {
      if (await installOn(id)) deployment.endTarget(id, "Succeeded");
      else deployment.endTarget(id, cutShort(deployment, id) ? "Skipped" : "Failed");
    }),
  );
  const { Succeeded, Skipped } = deployment.overview;
  if (Skipped > 0) return deployment.complete("Stopped");
  if (Succeeded > 0) return deployment.complete("Succeeded");
  return deployment.complete("Failed", errors.tooManyFailures);
}

/** An instance whose events were cut short by StopDeployment has neither succeeded nor failed. */
function cutShort({ stop, targets }: Deployment, instanceId: string): boolean {
  const events = targets.get(instanceId)?.lifecycleEvents ?? [];
  return stop.signal.aborted && events.every(({ status }) => status !== "Failed");
}
