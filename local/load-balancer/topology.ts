import type { Rule } from "@aws-sdk/client-elastic-load-balancing-v2";

export interface Balancer {
  readonly arn: string;
  /** Lower case: what a client asks a resolver for. */
  readonly dnsName: string;
  /** It answers at this many nodes, one a zone, each of which learns of changes at a time of its own. */
  readonly nodes: number;
}

export interface Listener {
  readonly arn: string;
  readonly balancer: Balancer;
  readonly protocol: string;
  readonly port: number;
  /** By priority, the default rule last. */
  readonly rules: readonly Rule[];
}

export interface HealthCheck {
  readonly path: string;
  /** Undefined: the port of the target. */
  readonly port: number | undefined;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** Such as `200`, `200,302` or `200-299`. */
  readonly matcher: string;
}

export interface TargetGroup {
  readonly arn: string;
  readonly port: number;
  readonly healthCheck: HealthCheck;
  readonly deregistrationDelaySeconds: number;
}

/** An instance and the port on which it serves one group. */
export interface Member {
  readonly instanceId: string;
  readonly port: number;
}

/** Everything of one place that decides where a request goes. */
export interface Topology {
  readonly listeners: readonly Listener[];
  readonly groups: readonly TargetGroup[];
}
