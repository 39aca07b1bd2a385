import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import type { Construct } from "constructs";

export interface TargetGroupProps {
  /** At most 32 characters. */
  readonly name: string;
  readonly vpcId: string;
  /** TCP port that the application listens on. A target group keeps its port for life, so a plan refuses another. */
  readonly port: number;
  /** Answers 200 while the instance can serve. */
  readonly healthPath: string;
  /** Seconds that a draining instance may finish its requests, 0 to 3600. */
  readonly deregistrationDelaySeconds: number;
  /** Whether a plan that would destroy it fails. */
  readonly preventDestroy: boolean;
}

/** Where a listener's rule finds the instances of one colour. */
export function targetGroup(scope: Construct, id: string, props: TargetGroupProps): LbTargetGroup {
  const { name, vpcId, port, healthPath, deregistrationDelaySeconds, preventDestroy } = props;
  return new LbTargetGroup(scope, id, {
    name,
    vpcId,
    port,
    protocol: "HTTP",
    targetType: "instance",
    deregistrationDelay: String(deregistrationDelaySeconds),
    // A cookie would win over the weights of a canary until it expires.
    stickiness: { type: "lb_cookie", enabled: false },
    healthCheck: {
      path: healthPath,
      matcher: "200",
      interval: 10,
      timeout: 5,
      healthyThreshold: 2,
      unhealthyThreshold: 2,
    },
    // In use by a rule: a replacement, as for another port, would fail halfway.
    lifecycle: { preventDestroy },
  });
}
