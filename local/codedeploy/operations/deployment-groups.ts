import { randomUUID } from "node:crypto";
import type { AutoScalingGroup, CodeDeploy, DeploymentGroupInfo } from "@aws-sdk/client-codedeploy";
import { type Operations, refuseOthers } from "../../gateway/operations";
import { AwsError } from "../../gateway/service";
import { changeLaunchHooks } from "../../iam/service-actions";
import type { Group } from "../engine/deployment";
import type { DeploymentEngine } from "../engine/deployment-engine";
import type { CodeDeployState } from "../state";

/** Deployment groups: each names Auto Scaling groups; tag filters are kept and select nothing. */
export function deploymentGroupOperations(state: CodeDeployState, engine: DeploymentEngine) {
  /** Puts a group's launch hooks on these Auto Scaling groups, and on no others. */
  async function attach(group: Group, autoScalingGroups: readonly string[]): Promise<void> {
    const attached = group.info.autoScalingGroups?.map(({ name = "" }) => name) ?? [];
    const added = autoScalingGroups.filter((name) => !attached.includes(name));
    const removed = attached.filter((name) => !autoScalingGroups.includes(name));
    await engine.act(group.info, changeLaunchHooks(state.place, added, removed));
    // Instances from before the attachment have no launch hook, even if the fleet has not seen them yet.
    for (const id of await engine.instancesOf(added)) group.launchedWithoutHook.add(id);
    group.info = { ...group.info, autoScalingGroups: autoScalingGroups.map(hook) };
  }

  return {
    async CreateDeploymentGroup({ autoScalingGroups = [], tags = [], ...fields }) {
      const { groups } = state.application(fields.applicationName);
      const name = fields.deploymentGroupName;
      if (groups.has(name)) {
        throw new AwsError(
          "DeploymentGroupAlreadyExistsException",
          `Deployment group already exists: ${name}`,
        );
      }
      if (fields.deploymentConfigName !== undefined) checkConfiguration(fields.deploymentConfigName);
      const id = randomUUID();
      const group: Group = {
        id,
        info: { ...defaults, ...fields, deploymentGroupId: id, computePlatform: "Server" },
        tags: [...tags],
        launchedWithoutHook: new Set(),
        lastSuccessful: undefined,
      };
      await attach(group, autoScalingGroups);
      groups.set(name, group);
      return { deploymentGroupId: id };
    },

    GetDeploymentGroup: ({ applicationName, deploymentGroupName }) => ({
      deploymentGroupInfo: state.group(applicationName, deploymentGroupName).info,
    }),

    /** Fields that are absent stay as they are; an empty list of Auto Scaling groups detaches all. */
    async UpdateDeploymentGroup(input) {
      const { applicationName, currentDeploymentGroupName, autoScalingGroups, ...others } = input;
      const { newDeploymentGroupName, ...fields } = others;
      const group = state.group(applicationName, currentDeploymentGroupName);
      if (newDeploymentGroupName !== undefined) refuseOthers({ newDeploymentGroupName });
      if (fields.deploymentConfigName !== undefined) checkConfiguration(fields.deploymentConfigName);
      group.info = { ...group.info, ...fields };
      if (autoScalingGroups) await attach(group, autoScalingGroups);
      return { hooksNotCleanedUp: [] };
    },

    DeleteDeploymentGroup({ applicationName, deploymentGroupName }) {
      state.application(applicationName).groups.delete(deploymentGroupName);
      return { hooksNotCleanedUp: [] };
    },
  } satisfies Operations<CodeDeploy>;
}

/** Refuses a deployment configuration that local AWS does not play. */
export function checkConfiguration(name: string | undefined): void {
  if (name === "CodeDeployDefault.AllAtOnce") return;
  throw new AwsError(
    "DeploymentConfigDoesNotExistException",
    `No Deployment Configuration found for name: ${name}; local AWS has CodeDeployDefault.AllAtOnce only`,
  );
}

const defaults = {
  deploymentConfigName: "CodeDeployDefault.OneAtATime",
  ec2TagFilters: [],
  onPremisesInstanceTagFilters: [],
  triggerConfigurations: [],
  outdatedInstancesStrategy: "UPDATE",
  deploymentStyle: { deploymentType: "IN_PLACE", deploymentOption: "WITHOUT_TRAFFIC_CONTROL" },
  terminationHookEnabled: false,
} satisfies DeploymentGroupInfo;

function hook(name: string): AutoScalingGroup {
  return { name, hook: `CodeDeploy-managed-automatic-launch-deployment-hook-${name}` };
}
