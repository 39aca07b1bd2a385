import type { Place } from "../context";
import type { Metrics } from "../metrics/metrics";
import type { Balancer } from "./topology";

/** Publishes what AWS's load balancers do, under the same names and dimension sets. Counts exist only above 0. */
export class TrafficMetrics {
  constructor(
    private readonly metrics: Metrics,
    private readonly place: Place,
  ) {}

  /** A request for which a target was chosen. */
  routed(balancer: Balancer, groupArn: string): void {
    this.count("RequestCount", balancer, groupArn);
  }

  answered(balancer: Balancer, groupArn: string, status: number): void {
    this.count(`HTTPCode_Target_${Math.floor(status / 100)}XX_Count`, balancer, groupArn);
  }

  /** A connection to a target could not be made. */
  refused(balancer: Balancer, groupArn: string): void {
    this.count("TargetConnectionErrorCount", balancer, groupArn);
  }

  /** An answer of the balancer itself: it counts for the balancer, not for a target group. */
  failed(balancer: Balancer): void {
    this.count("HTTPCode_ELB_5XX_Count", balancer);
  }

  private count(name: string, { arn }: Balancer, groupArn?: string): void {
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
