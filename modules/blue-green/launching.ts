import type { AutoscalingGroupConfig } from "@cdktf/provider-aws/lib/autoscaling-group";
import type { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { Token } from "cdktf";

/** Several instance types for one group, on demand or on spot. */
export interface MixedInstances {
  /** Types beside the launch template's own, the next best first. */
  readonly alternatives: readonly string[];
  /**
   * Instances on demand before there is any on spot.
   * @default 0
   */
  readonly onDemandBase?: number;
  /**
   * Percent of the instances beyond the base that are on demand, 0 to 100; the others are on spot.
   * @default 100
   */
  readonly onDemandPercentAboveBase?: number;
}

export interface Launching {
  readonly arguments: Pick<
    AutoscalingGroupConfig,
    "capacityRebalance" | "launchTemplate" | "mixedInstancesPolicy"
  >;
  /** Path of the version that the group launches from, which is the release's. */
  readonly version: string;
}

/**
 * What a group launches. Types are the group's own and no part of a version: another list is in force with the next
 * launch of either colour, of what its pinned version says otherwise.
 *
 * Spot needs a role of EC2's own, AWSServiceRoleForEC2Spot. Auto Scaling makes it where an account has none
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AutoScalingServiceRolePolicy.html).
 */
export function launching(
  { id, latestVersion }: LaunchTemplate,
  instanceType: string,
  mixed: MixedInstances | undefined,
): Launching {
  const version = Token.asString(latestVersion);
  if (mixed === undefined)
    return { arguments: { launchTemplate: { id, version } }, version: "launch_template[0].version" };
  const { alternatives, onDemandBase = 0, onDemandPercentAboveBase = 100 } = mixed;
  return {
    arguments: {
      mixedInstancesPolicy: {
        instancesDistribution: {
          onDemandAllocationStrategy: "prioritized",
          onDemandBaseCapacity: onDemandBase,
          onDemandPercentageAboveBaseCapacity: onDemandPercentAboveBase,
          // https://docs.aws.amazon.com/autoscaling/ec2/userguide/allocation-strategies.html
          spotAllocationStrategy: "price-capacity-optimized",
        },
        launchTemplate: {
          launchTemplateSpecification: { launchTemplateId: id, version },
          override: [instanceType, ...alternatives].map((type) => ({ instanceType: type })),
        },
      },
      // Another instance is there before one is taken back, if EC2 sees it coming.
      capacityRebalance: onDemandPercentAboveBase < 100,
    },
    version: "mixed_instances_policy[0].launch_template[0].launch_template_specification[0].version",
  };
}
