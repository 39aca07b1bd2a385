import type { Place } from "../context";
import type { Metrics } from "../metrics/metrics";
import type { Balancer } from "./topology";
import { arnSuffix } from "./topology";

const NAMESPACE = "AWS/ApplicationELB";

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

  /** @param seconds until the target's response headers came. */
  answered(balancer: Balancer, groupArn: string, status: number, seconds: number): void {
    this.count(`HTTPCode_Target_${Math.floor(status / 100)}XX_Count`, balancer, groupArn);
    this.record("TargetResponseTime", seconds, balancer, groupArn);
  }

  /** An answer of the balancer itself: it counts for the balancer, not for a target group. */
  failed(balancer: Balancer, status: number): void {
    this.add("HTTPCode_ELB_5XX_Count", 1, balancer);
    this.add(`HTTPCode_ELB_${status}_Count`, 1, balancer);
  }

  /** A connection to a target could not be made. */
  refused(balancer: Balancer, groupArn: string): void {
    this.count("TargetConnectionErrorCount", balancer, groupArn);
  }

  hosts(balancer: Balancer, groupArn: string, healthy: number, unhealthy: number): void {
    this.add("HealthyHostCount", healthy, balancer, groupArn);
    this.add("UnHealthyHostCount", unhealthy, balancer, groupArn);
  }

  private count(name: string, balancer: Balancer, groupArn: string): void {
    this.record(name, 1, balancer, groupArn);
  }

  private record(name: string, value: number, balancer: Balancer, groupArn: string): void {
    this.add(name, value, balancer);
    this.add(name, value, balancer, groupArn);
  }

  private add(name: string, value: number, balancer: Balancer, groupArn?: string): void {
    const dimensions = {
      LoadBalancer: arnSuffix(balancer.arn),
      ...(groupArn === undefined ? {} : { TargetGroup: arnSuffix(groupArn) }),
    };
    this.metrics.add({ place: this.place, namespace: NAMESPACE, name, dimensions }, value);
  }
}
