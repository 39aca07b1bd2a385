import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Aspects, type IAspect, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import type { Estate, Place } from "./estate/estate";
import { administratorRoleArn, boundaryArn, deployRoleArn } from "./estate/names";

export interface PlatformStackProps {
  readonly estate: Estate;
  readonly place: Place;
  /** Tags beside those of every stack. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Whose rights it is applied with; the deploy role can neither change it nor its state. @default "deploy-role" */
  readonly appliedBy?: AppliedBy;
}

export type AppliedBy = "deploy-role" | "administrator";

/**
 * What every stack has: a provider that works in its place's account and region only, and default tags.
 * Where its state lies is decided for all stacks at once, by `keepState` (keep-state.ts).
 */
export class PlatformStack extends TerraformStack {
  readonly appliedBy: AppliedBy;

  constructor(scope: Construct, id: string, props: PlatformStackProps) {
    super(scope, id);
    const { estate, place, tags, appliedBy = "deploy-role" } = props;
    this.appliedBy = appliedBy;
    // The deploy role's own power is in its policies: within the boundary it could make no role.
    if (appliedBy === "deploy-role") Aspects.of(this).add(new Bounded(boundaryArn(estate, place)));
    const roleArn = appliedBy === "deploy-role" ? deployRoleArn(place) : administratorRoleArn(place);
    new AwsProvider(this, "aws", {
      region: place.region,
      allowedAccountIds: [place.account],
      ...(roleArn !== undefined && {
        assumeRole: [{ roleArn, sessionName: `${estate.application}-${id}` }],
      }),
      defaultTags: [
        {
          tags: {
            application: estate.application,
            environment: place.name,
            stack: id,
            "managed-by": "cdktf",
            ...tags,
          },
        },
      ],
    });
  }
}

/** Gives every role of a stack its boundary, without which the deploy role may not make it. */
class Bounded implements IAspect {
  constructor(private readonly boundary: string) {}

  visit(node: IConstruct): void {
    if (node instanceof IamRole) node.permissionsBoundary = this.boundary;
  }
}
