import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { EnvironmentName, Estate } from "./environment";
import { environmentNames, toolsNames } from "./names";

/** Where a stack is deployed: the tools account or an environment. */
export type Place = "tools" | EnvironmentName;

export interface PlatformStackProps {
  readonly estate: Estate;
  readonly place: Place;
}

/**
 * What every stack has: a provider that works in its place's account and region only, and default tags.
 * Where its state lies is decided for all stacks at once, by `keepState` (backend.ts).
 */
export class PlatformStack extends TerraformStack {
  constructor(scope: Construct, id: string, props: PlatformStackProps) {
    super(scope, id);
    const { estate, place } = props;
    const { account, region } = place === "tools" ? estate.tools : estate.environments[place];
    new AwsProvider(this, "aws", {
      region,
      allowedAccountIds: [account],
      assumeRole: [{ roleArn: deployRoleArn(estate, place), sessionName: `${estate.application}-${id}` }],
      defaultTags: [
        {
          tags: {
            application: estate.application,
            environment: place,
            stack: id,
            "managed-by": "cdktf",
          },
        },
      ],
    });
  }
}

function deployRoleArn(estate: Estate, place: Place): string {
  return place === "tools"
    ? toolsNames(estate).deployRoleArn
    : environmentNames(estate.application, place, estate.environments[place]).deployRoleArn;
}
