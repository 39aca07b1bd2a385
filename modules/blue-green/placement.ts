import { PlacementGroup } from "@cdktf/provider-aws/lib/placement-group";
import type { Construct } from "constructs";

/**
 * How far apart EC2 keeps a colour's instances: wherever it likes, each on a rack of its own, or in partitions that
 * share no rack.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/placement-strategies.html
 */
export type Placement = "none" | "spread" | { readonly partitions: number };

/** A placement group for one colour, where it asks for one. */
export function placementGroup(
  scope: Construct,
  id: string,
  { name, placement }: { readonly name: string; readonly placement: Placement },
): PlacementGroup | undefined {
  if (placement === "none") return undefined;
  return new PlacementGroup(scope, id, {
    name,
    ...(placement === "spread"
      ? { strategy: "spread" }
      : { strategy: "partition", partitionCount: placement.partitions }),
  });
}
