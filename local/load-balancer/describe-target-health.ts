import type { TargetDescription } from "./target-pool";

export function describeTargetHealth(targets: readonly TargetDescription[]): object {
  return {
    TargetHealthDescriptions: targets.map(({ member, healthCheckPort, report }) => ({
      Target: { Id: member.instanceId, Port: member.port },
      HealthCheckPort: String(healthCheckPort),
      TargetHealth: { State: report.state, Reason: report.reason, Description: report.description },
    })),
  };
}
