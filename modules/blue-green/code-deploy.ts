import type { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { CodedeployApp } from "@cdktf/provider-aws/lib/codedeploy-app";
import { CodedeployDeploymentGroup } from "@cdktf/provider-aws/lib/codedeploy-deployment-group";
import { Construct } from "constructs";
import type { PerColour } from "../../lambda-src/contracts/per-colour";
import type { CodeDeployRole } from "./code-deploy-role";

export interface CodeDeployProps {
  /** Name of the application. */
  readonly name: string;
  readonly role: CodeDeployRole;
  /** One deployment group each, named after it. */
  readonly fleets: PerColour<AutoscalingGroup>;
}

/** Installs revisions, one colour at a time: in place, on all its instances, away from traffic. */
export class CodeDeploy extends Construct {
  constructor(scope: Construct, id: string, props: CodeDeployProps) {
    super(scope, id);
    const { name, role, fleets } = props;
    const application = new CodedeployApp(this, "application", { name, computePlatform: "Server" });
    for (const [colour, fleet] of Object.entries(fleets)) {
      new CodedeployDeploymentGroup(this, colour, {
        appName: application.name,
        deploymentGroupName: fleet.name,
        serviceRoleArn: role.role.arn,
        // A release detaches the fleet while it launches instances, and attaches it again. One that stays
        // detached would scale out empty instances: a real difference, so it is not ignored.
        autoscalingGroups: [fleet.name],
        deploymentConfigName: "CodeDeployDefault.AllAtOnce",
        // Traffic is the release's: CodeDeploy sees no load balancer and takes nothing back by itself.
        deploymentStyle: { deploymentType: "IN_PLACE", deploymentOption: "WITHOUT_TRAFFIC_CONTROL" },
        // Making a group with a fleet puts the launch hook with the role's permissions.
        dependsOn: [role.policy],
      });
    }
  }
}
