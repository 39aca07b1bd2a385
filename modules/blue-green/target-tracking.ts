import { AutoscalingPolicy } from "@cdktf/provider-aws/lib/autoscaling-policy";
import type { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import type { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Construct } from "constructs";
import type { LoadBalancer } from "./load-balancer";

export interface TargetTrackingProps {
  readonly autoScalingGroup: AutoscalingGroup;
  readonly targetGroup: LbTargetGroup;
  /** In whose production rule the target group is: else AWS refuses to count its requests. */
  readonly loadBalancer: LoadBalancer;
  /** Average of the group's instances. */
  readonly cpuPercent: number;
  /** Requests per minute and instance. */
  readonly requestsPerMinute: number;
}

/**
 * Keeps one colour's fleet as large as its traffic asks for, between its minimum and its maximum: whichever of CPU
 * and requests wants more instances has them. A colour without instances has neither, so nothing wakes it; what a
 * release needs it holds by the minimum, and by resting the alarms of a fleet that it installs on.
 */
export class TargetTracking extends Construct {
  constructor(scope: Construct, id: string, props: TargetTrackingProps) {
    super(scope, id);
    const { autoScalingGroup, targetGroup, loadBalancer, cpuPercent, requestsPerMinute } = props;
    new AutoscalingPolicy(this, "cpu", {
      name: `${autoScalingGroup.name}-cpu`,
      autoscalingGroupName: autoScalingGroup.name,
      policyType: "TargetTrackingScaling",
      targetTrackingConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
        targetValue: cpuPercent,
      },
    });
    new AutoscalingPolicy(this, "requests", {
      name: `${autoScalingGroup.name}-requests`,
      autoscalingGroupName: autoScalingGroup.name,
      policyType: "TargetTrackingScaling",
      targetTrackingConfiguration: {
        predefinedMetricSpecification: {
          predefinedMetricType: "ALBRequestCountPerTarget",
          resourceLabel: `${loadBalancer.arnSuffix}/${targetGroup.arnSuffix}`,
        },
        targetValue: requestsPerMinute,
      },
      dependsOn: [loadBalancer.productionRule],
    });
  }
}
