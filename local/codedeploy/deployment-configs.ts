import { randomUUID } from "node:crypto";
import type * as api from "@aws-sdk/client-codedeploy";
import type { Clock } from "../clock/clock";
import { AwsError } from "../gateway/service";
import { type HealthRule, predefinedConfigs } from "./engine/minimum-healthy";
import type { Records } from "./state";

/** Deployment configurations: CodeDeploy's own for EC2, and custom ones. */
export function deploymentConfigOperations(records: Records, clock: Clock) {
  return {
    CreateDeploymentConfig(input: api.CreateDeploymentConfigInput): api.CreateDeploymentConfigOutput {
      const { deploymentConfigName: name = "", minimumHealthyHosts, computePlatform = "Server" } = input;
      if (name === "" || name.startsWith("CodeDeployDefault.")) {
        throw new AwsError(
          "InvalidDeploymentConfigNameException",
          `Not a valid deployment configuration name: ${name}`,
        );
      }
      if (records.configs.has(name)) {
        throw new AwsError(
          "DeploymentConfigAlreadyExistsException",
          `Deployment configuration already exists: ${name}`,
        );
      }
      if (!minimumHealthyHosts?.type) {
        throw new AwsError(
          "InvalidMinimumHealthyHostValueException",
          "The minimum healthy hosts must be specified.",
        );
      }
      const deploymentConfigId = randomUUID();
      records.configs.set(name, {
        deploymentConfigId,
        deploymentConfigName: name,
        minimumHealthyHosts,
        computePlatform,
        createTime: new Date(clock.now()),
      });
      return { deploymentConfigId };
    },

    GetDeploymentConfig({ deploymentConfigName: name = "" }: api.GetDeploymentConfigInput) {
      const minimumHealthyHosts = healthRule(records, name);
      const custom = records.configs.get(name);
      return {
        deploymentConfigInfo: custom ?? {
          deploymentConfigId: "00000000-0000-0000-0000-000000000000",
          deploymentConfigName: name,
          minimumHealthyHosts,
          computePlatform: "Server",
          createTime: new Date(0),
        },
      };
    },

    ListDeploymentConfigs: (): api.ListDeploymentConfigsOutput => ({
      deploymentConfigsList: [...Object.keys(predefinedConfigs), ...records.configs.keys()],
    }),

    DeleteDeploymentConfig({ deploymentConfigName: name = "" }: api.DeleteDeploymentConfigInput) {
      const groups = Array.from(records.applications.values()).flatMap((application) => [
        ...application.groups.values(),
      ]);
      if (groups.some(({ info }) => info.deploymentConfigName === name)) {
        throw new AwsError(
          "DeploymentConfigInUseException",
          `The deployment configuration is in use: ${name}`,
        );
      }
      records.configs.delete(name);
      return {};
    },
  };
}

export function healthRule(records: Records, name: string): HealthRule {
  const rule = predefinedConfigs[name] ?? records.configs.get(name)?.minimumHealthyHosts;
  if (rule) return rule;
  throw new AwsError(
    "DeploymentConfigDoesNotExistException",
    `No Deployment Configuration found for name: ${name}`,
  );
}
