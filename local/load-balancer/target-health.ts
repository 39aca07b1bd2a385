import type { HealthCheck } from "./topology";

/** What DescribeTargetHealth says of a target, in AWS's words. */
export interface HealthReport {
  readonly state: "initial" | "healthy" | "unhealthy" | "unused" | "draining";
  readonly reason?: string;
  readonly description?: string;
}

export type CheckResult =
  | { readonly healthy: true }
  | { readonly healthy: false; readonly reason: string; readonly description: string };

export const NOT_IN_USE: HealthReport = {
  state: "unused",
  reason: "Target.NotInUse",
  description: "Target group is not configured to receive traffic from the load balancer",
};
export const NOT_REGISTERED: HealthReport = {
  state: "unused",
  reason: "Target.NotRegistered",
  description: "Target is not registered to the target group",
};
export const DRAINING: HealthReport = {
  state: "draining",
  reason: "Target.DeregistrationInProgress",
  description: "Target deregistration is in progress",
};
const REGISTERING: HealthReport = {
  state: "initial",
  reason: "Elb.RegistrationInProgress",
  description: "Target registration is in progress",
};
const FIRST_CHECKS: HealthReport = {
  state: "initial",
  reason: "Elb.InitialHealthChecking",
  description: "Initial health checks in progress",
};

type Thresholds = Pick<HealthCheck, "healthyThreshold" | "unhealthyThreshold">;

/**
 * The health of one target, from its checks in order. A new target is healthy after one good check;
 * after that a change of state takes as many checks in a row as the group's thresholds say.
 */
export class TargetHealth {
  private current = REGISTERING;
  private inARow = 0;
  private last: boolean | undefined;

  get report(): HealthReport {
    return this.current;
  }

  record(result: CheckResult, { healthyThreshold, unhealthyThreshold }: Thresholds): void {
    this.inARow = result.healthy === this.last ? this.inARow + 1 : 1;
    this.last = result.healthy;
    if (result.healthy) {
      const needed = this.current.state === "unhealthy" ? healthyThreshold : 1;
      if (this.inARow >= needed) this.current = { state: "healthy" };
      return;
    }
    if (this.current.state === "unhealthy" || this.inARow >= unhealthyThreshold) {
      this.current = { state: "unhealthy", reason: result.reason, description: result.description };
    } else if (this.current.state === "initial") {
      this.current = FIRST_CHECKS;
    }
  }
}
