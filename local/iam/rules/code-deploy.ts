import { arnOf, text, type Operation } from "../request";
import { each } from "../requirement";
import type { Findings } from "./rule";

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/auth-and-access-control-permissions-reference.html */
export const codeDeploy: Findings = {
  CreateDeployment: {
    also: async (operation, deployed) => {
      const { applicationName, deploymentGroupName, deploymentConfigName } = operation.parameters;
      const [application, group] = [text(applicationName), text(deploymentGroupName)];
      const config =
        text(deploymentConfigName) || (await deployed.configurationOf(operation, application, group));
      const revision = ["codedeploy:GetApplicationRevision", "codedeploy:RegisterApplicationRevision"];
      return [
        ...each(["codedeploy:GetDeploymentConfig"], arn(operation, `deploymentconfig:${config}`)),
        ...each(revision, arn(operation, `application:${application}`)),
      ];
    },
  },
  GetDeployment: {
    resources: async (operation, deployed) => {
      const group = await deployed.groupOfDeployment(operation, text(operation.parameters.deploymentId));
      return [arn(operation, `deploymentgroup:${group}`)];
    },
  },
};

const arn = (operation: Operation, resource: string) => arnOf("codedeploy", operation, resource);
