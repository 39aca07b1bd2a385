import type { Operation } from "../request";
import { type Rules, text } from "./rule";

const REFERENCE =
  "https://docs.aws.amazon.com/codedeploy/latest/userguide/auth-and-access-control-permissions-reference.html";

export const codeDeploy: Rules = {
  CreateDeployment: {
    source: REFERENCE,
    also: async (operation, deployed) => {
      const { applicationName, deploymentGroupName, deploymentConfigName } = operation.parameters;
      const [application, group] = [text(applicationName), text(deploymentGroupName)];
      const config =
        text(deploymentConfigName) || (await deployed.configurationOf(operation, application, group));
      return [
        { action: "codedeploy:GetDeploymentConfig", resource: arn(operation, `deploymentconfig:${config}`) },
        ...["codedeploy:GetApplicationRevision", "codedeploy:RegisterApplicationRevision"].map((action) => ({
          action,
          resource: arn(operation, `application:${application}`),
        })),
      ];
    },
  },
  GetDeployment: {
    source: REFERENCE,
    resources: async (operation, deployed) => [
      arn(
        operation,
        `deploymentgroup:${await deployed.groupOfDeployment(operation, text(operation.parameters.deploymentId))}`,
      ),
    ],
  },
  UpdateDeploymentGroup: {
    source: REFERENCE,
    members: { DeploymentGroupName: "currentDeploymentGroupName" },
  },
};

function arn({ region, account }: Operation, rest: string): string {
  return `arn:aws:codedeploy:${region}:${account}:${rest}`;
}
