import type { AutoScalingGroup, LaunchTemplateSpecification } from "@aws-sdk/client-auto-scaling";

/** What a group launches from, whether all its instances are of one type or not. */
export function templateOf({
  LaunchTemplate,
  MixedInstancesPolicy,
}: Pick<AutoScalingGroup, "LaunchTemplate" | "MixedInstancesPolicy"> = {}):
  LaunchTemplateSpecification | undefined {
  return LaunchTemplate ?? MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
}
