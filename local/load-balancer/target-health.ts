import type { TargetHealth as HealthReport } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { HealthCheck } from "./topology";

/** Why a check failed. */
export type Failure = Pick<HealthReport, "Reason" | "Description">;

export const NOT_IN_USE: HealthReport = {
  State: "unused",
  Reason: "Target.NotInUse",
  Description: "Target group is not configured to receive traffic from the load balancer",
};
export const NOT_REGISTERED: HealthReport = {
  State: "unused",
  Reason: "Target.NotRegistered",
  Description: "Target is not registered to the target group",
};
export const DRAINING: HealthReport = {
  State: "draining",
  Reason: "Target.DeregistrationInProgress",
  Description: "Target deregistration is in progress",
};
const REGISTERING: HealthReport = {
  State: "initial",
  Reason: "Elb.RegistrationInProgress",
  Description: "Target registration is in progress",
};
const FIRST_CHECKS: HealthReport = {
  State: "initial",
  Reason: "Elb.InitialHealthChecking",
  Description: "Initial health checks in progress",
};

type Thresholds = Pick<HealthCheck, "healthyThreshold" | "unhealthyThreshold">;

/**
 * The health of one target, from its checks in order. A new target is healthy after one good check;
 * after that a change of state takes as many checks in a row as the group's thresholds say.
 */
export class TargetHealth {
  report = REGISTERING;
  private inARow = 0;
  private last: boolean | undefined;

  /** @param failure undefined after a good check. */
  record(failure: Failure | undefined, { healthyThreshold, unhealthyThreshold }: Thresholds): void {
    const healthy = failure === undefined;
    this.inARow = healthy === this.last ? this.inARow + 1 : 1;
    this.last = healthy;
    const { State } = this.report;
    if (healthy) {
      const needed = State === "unhealthy" ? healthyThreshold : 1;
      if (this.inARow >= needed) this.report = { State: "healthy" };
    } else if (State === "unhealthy" || this.inARow >= unhealthyThreshold) {
      this.report = { State: "unhealthy", ...failure };
    } else if (State === "initial") {
      this.report = FIRST_CHECKS;
    }
  }
}
