import type { Place } from "../context";
import type { Metrics } from "../metrics/metrics";
import type { Balancer } from "./topology";

/** Publishes what AWS's load balancers do, under the same names and dimension sets. Counts exist only above 0. */
export class TrafficMetrics {
  constructor(
    private readonly metrics: Metrics,
    private readonly place: Place,
  ) {}

  /** One more, of the balancer and, where it is of a target group, of that too. */
  count(name: string, { arn }: Balancer, groupArn?: string): void {
    const balancer = { LoadBalancer: suffixOf(arn) };
    const group = groupArn === undefined ? [] : [{ ...balancer, TargetGroup: suffixOf(groupArn) }];
    for (const dimensions of [balancer, ...group])
      this.metrics.add({ place: this.place, namespace: "AWS/ApplicationELB", name, dimensions }, 1);
  }
}

/** `app/name/id` or `targetgroup/name/id`: the value of a CloudWatch dimension. */
function suffixOf(arn: string): string {
  return arn.slice(arn.lastIndexOf(":") + 1).replace(/^loadbalancer\//, "");
}
