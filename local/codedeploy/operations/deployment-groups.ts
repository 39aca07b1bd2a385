import { randomUUID } from "node:crypto";
import type { AutoScalingGroup, CodeDeploy, DeploymentGroupInfo } from "@aws-sdk/client-codedeploy";
import type { Operations } from "../../gateway/operations";
import { AwsError } from "../../gateway/service";
import type { Requirement } from "../../iam/requirement";
import { changeLaunchHooks } from "../../iam/service-actions";
import { healthRule } from "../engine/minimum-healthy";
import type { CodeDeployState, Group } from "../state";

/** Ids of the instances that an Auto Scaling group has now. */
export type InstancesOf = (autoScalingGroups: readonly string[]) => Promise<string[]>;

/** Throws where a group's role may not do what CodeDeploy does as it. */
export type Act = (info: DeploymentGroupInfo, requirements: readonly Requirement[]) => Promise<void>;

/** Deployment groups: each names Auto Scaling groups; tag filters are kept and select nothing. */
export function deploymentGroupOperations(state: CodeDeployState, instancesOf: InstancesOf, act: Act) {
  return {
    async CreateDeploymentGroup(input) {
      const { autoScalingGroups = [], tags = [], ...fields } = input;
      const { groups } = state.application(fields.applicationName);
      const name = fields.deploymentGroupName;
      if (groups.has(name)) {
        throw new AwsError(
          "DeploymentGroupAlreadyExistsException",
          `Deployment group already exists: ${name}`,
        );
      }
      if (fields.deploymentConfigName !== undefined) healthRule(fields.deploymentConfigName);
      const id = randomUUID();
      const group: Group = {
        id,
        info: {
          ...defaults,
          ...fields,
          deploymentGroupId: id,
          autoScalingGroups: hooks(autoScalingGroups),
          computePlatform: "Server",
        },
        tags: [...tags],
        launchedWithoutHook: new Set(),
        lastSuccessful: undefined,
      };
      await act(group.info, changeLaunchHooks(state.place, autoScalingGroups, []));
      groups.set(name, group);
      await noteLaunched(group, autoScalingGroups, instancesOf);
      return { deploymentGroupId: id };
    },

    GetDeploymentGroup: ({ applicationName, deploymentGroupName }) => ({
      deploymentGroupInfo: view(state.group(applicationName, deploymentGroupName)),
    }),

    /** Fields that are absent stay as they are; an empty list of Auto Scaling groups detaches all. */
    async UpdateDeploymentGroup(input) {
      const { applicationName, currentDeploymentGroupName, autoScalingGroups, ...fields } = input;
      const group = state.group(applicationName, currentDeploymentGroupName);
      const name = fields.newDeploymentGroupName ?? currentDeploymentGroupName;
      if (name !== currentDeploymentGroupName)
        throw new AwsError("InvalidDeploymentGroupNameException", "local AWS cannot rename a group");
      if (fields.deploymentConfigName !== undefined) healthRule(fields.deploymentConfigName);
      const given = Object.entries(fields).filter(([, value]) => value !== undefined);
      group.info = { ...group.info, ...Object.fromEntries(given) };
      if (autoScalingGroups) {
        const attached = group.info.autoScalingGroups?.map(({ name = "" }) => name) ?? [];
        const added = autoScalingGroups.filter((name) => !attached.includes(name));
        const removed = attached.filter((name) => !autoScalingGroups.includes(name));
        await act(group.info, changeLaunchHooks(state.place, added, removed));
        await noteLaunched(group, added, instancesOf);
        group.info = { ...group.info, autoScalingGroups: hooks(autoScalingGroups) };
      }
      return { hooksNotCleanedUp: [] };
    },

    DeleteDeploymentGroup({ applicationName, deploymentGroupName }) {
      state.application(applicationName).groups.delete(deploymentGroupName);
      return { hooksNotCleanedUp: [] };
    },
  } satisfies Operations<CodeDeploy>;
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

/** Instances from before the attachment have no launch hook, even if the fleet has not seen them yet. */
async function noteLaunched(group: Group, autoScalingGroups: readonly string[], instancesOf: InstancesOf) {
  if (autoScalingGroups.length === 0) return;
  for (const id of await instancesOf(autoScalingGroups)) group.launchedWithoutHook.add(id);
}

function hooks(autoScalingGroups: readonly string[]): AutoScalingGroup[] {
  return autoScalingGroups.map((name) => ({
    name,
    hook: `CodeDeploy-managed-automatic-launch-deployment-hook-${name}`,
  }));
}

function view({ info, lastSuccessful }: Group): DeploymentGroupInfo {
  if (!lastSuccessful) return info;
  const { deploymentId, status, completeTime, createTime, revision } = lastSuccessful.info;
  return {
    ...info,
    targetRevision: revision,
    lastSuccessfulDeployment: { deploymentId, status, endTime: completeTime, createTime },
  };
}
