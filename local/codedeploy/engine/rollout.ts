import type { ErrorInformation } from "@aws-sdk/client-codedeploy";
import type { Deployment } from "./deployment";
import { type HealthRule, isSuccess, mayStart, minimumHealthy } from "./minimum-healthy";

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
  unsatisfiable: {
    code: "HEALTH_CONSTRAINTS_INVALID",
    message:
      "The deployment can't succeed, as configured, because it doesn't satisfy the healthy host constraints.",
  },
  tooManyFailures: {
    code: "HEALTH_CONSTRAINTS",
    message:
      "The overall deployment failed because too many individual instances failed deployment, too few healthy " +
      "instances are available for deployment, or some instances in your deployment group are experiencing problems.",
  },
} as const satisfies Record<string, ErrorInformation>;

/** Runs a deployment over its instances, as many at once as the minimum of healthy ones allows. */
export async function rollOut(
  deployment: Deployment,
  instanceIds: readonly string[],
  rule: HealthRule,
  installOn: InstallOn,
): Promise<void> {
  deployment.begin(instanceIds);
  const total = instanceIds.length;
  const minimum = minimumHealthy(rule, total);
  if (total === 0) return deployment.complete("Failed", errors.noInstances);
  if (!mayStart(minimum, total, 0, 0)) {
    for (const id of instanceIds) deployment.setTarget(id, "Skipped");
    return deployment.complete("Failed", errors.unsatisfiable);
  }

  const waiting = [...instanceIds];
  const inWork = new Set<Promise<void>>();
  const { signal } = deployment.stop;
  while (waiting.length > 0 && !signal.aborted) {
    if (!mayStart(minimum, total, deployment.overview.Failed, inWork.size)) {
      if (inWork.size === 0) break;
      await Promise.race(inWork);
      continue;
    }
    const id = waiting.shift() ?? "";
    deployment.setTarget(id, "InProgress");
    const work = installOn(id).then((succeeded) => {
      // An instance whose events were cut short by StopDeployment has neither succeeded nor failed.
      deployment.setTarget(
        id,
        succeeded ? "Succeeded" : signal.aborted && !hasFailed(deployment, id) ? "Skipped" : "Failed",
      );
      inWork.delete(work);
    });
    inWork.add(work);
  }
  await Promise.all(inWork);

  for (const id of waiting) deployment.setTarget(id, "Skipped");
  const { Succeeded, Skipped } = deployment.overview;
  if (signal.aborted && Skipped > 0) return deployment.complete("Stopped");
  if (isSuccess(minimum, Succeeded, Skipped)) return deployment.complete("Succeeded");
  return deployment.complete("Failed", errors.tooManyFailures);
}

function hasFailed(deployment: Deployment, instanceId: string): boolean {
  const events = deployment.targets.get(instanceId)?.lifecycleEvents ?? [];
  return events.some(({ status }) => status === "Failed");
}
