import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Listener, TargetGroup } from "../../../local/load-balancer/topology";

const ARN = "arn:aws:elasticloadbalancing:eu-west-1:222222222222";
export const BALANCER = {
  arn: `${ARN}:loadbalancer/app/slipway-dev/1`,
  dnsName: "slipway-dev-1.eu-west-1.elb.amazonaws.com",
  nodes: 2,
};

/** A group that is checked on `/health` as often as local AWS checks at all. */
export function groupOf(name: string, port: number, changes: Partial<TargetGroup> = {}): TargetGroup {
  return {
    arn: `${ARN}:targetgroup/${name}/1`,
    port,
    deregistrationDelaySeconds: 30,
    healthCheck: {
      path: "/health",
      port: undefined,
      intervalSeconds: 0.1,
      timeoutSeconds: 1,
      healthyThreshold: 2,
      unhealthyThreshold: 2,
      matcher: "200",
    },
    ...changes,
  };
}

/** Forwards to the groups by weight. */
export function forwardTo(...weights: [TargetGroup, number][]): Action {
  const TargetGroups = weights.map(([{ arn }, Weight]) => ({ TargetGroupArn: arn, Weight }));
  return { Type: "forward", ForwardConfig: { TargetGroups } };
}

/** A listener on port 80 with one rule for all paths, and a fixed 503 as default. */
export function listenerWith(action: Action): Listener {
  const nothing: Action = { Type: "fixed-response", FixedResponseConfig: { StatusCode: "503" } };
  return {
    arn: `${ARN}:listener/app/slipway-dev/1/1`,
    balancer: BALANCER,
    protocol: "HTTP",
    port: 80,
    rules: [
      { Priority: "100", Conditions: [{ Field: "path-pattern", Values: ["/*"] }], Actions: [action] },
      { Priority: "default", Actions: [nothing] },
    ],
  };
}
