import type { Weighted } from "./weights";

export interface Balancer {
  readonly arn: string;
  /** Lower case: what a client asks a resolver for. */
  readonly dnsName: string;
  /** It answers at this many nodes, one a zone, each of which learns of changes at a time of its own. */
  readonly nodes: number;
}

export interface WeightedGroup extends Weighted {
  readonly groupArn: string;
}

export type Action =
  | { readonly type: "forward"; readonly groups: readonly WeightedGroup[] }
  | {
      readonly type: "fixed-response";
      readonly status: number;
      readonly contentType: string;
      readonly body: string;
    }
  | {
      readonly type: "redirect";
      readonly status: number;
      /** With the placeholders `#{protocol}`, `#{host}`, `#{port}`, `#{path}` and `#{query}`. */
      readonly location: string;
    }
  | { readonly type: "unsupported"; readonly name: string };

export type Condition =
  | { readonly field: "path-pattern" | "host-header"; readonly values: readonly string[] }
  | { readonly field: "http-header"; readonly header: string; readonly values: readonly string[] }
  | { readonly field: "unsupported"; readonly name: string };

export interface Rule {
  /** The default rule has the last priority, Infinity. */
  readonly priority: number;
  readonly conditions: readonly Condition[];
  readonly action: Action;
}

export interface Listener {
  readonly arn: string;
  readonly balancer: Balancer;
  readonly protocol: string;
  readonly port: number;
  /** By priority. */
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

/** Target groups that a rule names, at any weight: only these are health-checked. */
export function groupsInUse(listeners: readonly Listener[]): Map<string, Balancer> {
  const used = new Map<string, Balancer>();
  for (const { balancer, rules } of listeners) {
    for (const { action } of rules) {
      if (action.type === "forward") action.groups.forEach(({ groupArn }) => used.set(groupArn, balancer));
    }
  }
  return used;
}

/** `app/name/id` or `targetgroup/name/id`: the value of a CloudWatch dimension. */
export function arnSuffix(arn: string): string {
  return arn.slice(arn.lastIndexOf(":") + 1).replace(/^loadbalancer\//, "");
}
