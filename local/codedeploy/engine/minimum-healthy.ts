import type { MinimumHealthyHosts } from "@aws-sdk/client-codedeploy";
import { AwsError } from "../../gateway/service";

/** `MOST_CONCURRENCY` is how the API shows OneAtATime; it is not in the documented list. */
export type HealthRule = Omit<MinimumHealthyHosts, "type"> & {
  readonly type?: MinimumHealthyHosts["type"] | "MOST_CONCURRENCY";
};

export const predefinedConfigs: Readonly<Record<string, HealthRule>> = {
  "CodeDeployDefault.AllAtOnce": { type: "FLEET_PERCENT", value: 0 },
  "CodeDeployDefault.HalfAtATime": { type: "FLEET_PERCENT", value: 50 },
  "CodeDeployDefault.OneAtATime": { type: "MOST_CONCURRENCY", value: 1 },
};

/** The rule of a deployment configuration; local AWS has no custom ones. */
export function healthRule(name: string): HealthRule {
  const rule = predefinedConfigs[name];
  if (rule) return rule;
  throw new AwsError(
    "DeploymentConfigDoesNotExistException",
    `No Deployment Configuration found for name: ${name}`,
  );
}

/** How many of `total` instances must stay healthy while others are worked on. */
export function minimumHealthy({ type, value = 0 }: HealthRule, total: number): number {
  switch (type) {
    case "FLEET_PERCENT":
      return Math.ceil((total * value) / 100);
    case "MOST_CONCURRENCY":
      return Math.max(total - value, 0);
    case "HOST_COUNT":
    case undefined:
      return value;
  }
}

/** Whether one more instance may be worked on: failed ones and those in work do not count as healthy. */
export function mayStart(minimum: number, total: number, failed: number, inWork: number): boolean {
  return total - failed - inWork - 1 >= minimum;
}

/** At least one instance must succeed, also where the rule asks for none. */
export function isSuccess(minimum: number, succeeded: number, skipped: number): boolean {
  return skipped === 0 && succeeded >= Math.max(minimum, 1);
}
