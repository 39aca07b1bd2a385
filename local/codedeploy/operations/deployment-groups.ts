import { randomUUID } from "node:crypto";
import type * as api from "@aws-sdk/client-codedeploy";
import { AwsError } from "../../gateway/service";
import { predefinedConfigs } from "../engine/minimum-healthy";
import type { Application, Group, Records } from "../state";

/** Ids of the instances that an Auto Scaling group has now. */
export type InstancesOf = (autoScalingGroups: readonly string[]) => Promise<string[]>;

/** Deployment groups: each names Auto Scaling groups; tag filters are kept and select nothing. */
export function deploymentGroupOperations(records: Records, instancesOf: InstancesOf) {
  return {
    async CreateDeploymentGroup(
      input: api.CreateDeploymentGroupInput,
    ): Promise<api.CreateDeploymentGroupOutput> {
      const { applicationName, deploymentGroupName, autoScalingGroups = [], tags = [], ...fields } = input;
      const application = records.application(applicationName);
      const name = requiredName(deploymentGroupName);
      if (application.groups.has(name)) throw alreadyExists(name);
      if (!fields.serviceRoleArn)
        throw new AwsError("RoleRequiredException", "The role ID was not specified.");
      checkConfig(records, fields.deploymentConfigName);
      const group: Group = {
        id: randomUUID(),
        info: {},
        tags: [...tags],
        launchedWithoutHook: new Set(),
        lastSuccessful: undefined,
      };
      group.info = {
        ...defaults,
        ...fields,
        applicationName,
        deploymentGroupId: group.id,
        deploymentGroupName: name,
        autoScalingGroups: hooks(autoScalingGroups),
        computePlatform: "Server",
      };
      application.groups.set(name, group);
      await noteLaunched(group, autoScalingGroups, instancesOf);
      return { deploymentGroupId: group.id };
    },

    GetDeploymentGroup: (input: api.GetDeploymentGroupInput): api.GetDeploymentGroupOutput => ({
      deploymentGroupInfo: view(records.group(input.applicationName, input.deploymentGroupName)),
    }),

    BatchGetDeploymentGroups({
      applicationName,
      deploymentGroupNames = [],
    }: api.BatchGetDeploymentGroupsInput) {
      const deploymentGroupsInfo = deploymentGroupNames.map((name) =>
        view(records.group(applicationName, name)),
      );
      return { deploymentGroupsInfo } satisfies api.BatchGetDeploymentGroupsOutput;
    },

    ListDeploymentGroups: ({
      applicationName,
    }: api.ListDeploymentGroupsInput): api.ListDeploymentGroupsOutput => ({
      applicationName,
      deploymentGroups: Array.from(records.application(applicationName).groups.keys()),
    }),

    /** Fields that are absent stay as they are; an empty list of Auto Scaling groups detaches all. */
    async UpdateDeploymentGroup(
      input: api.UpdateDeploymentGroupInput,
    ): Promise<api.UpdateDeploymentGroupOutput> {
      const {
        applicationName,
        currentDeploymentGroupName,
        newDeploymentGroupName,
        autoScalingGroups,
        ...fields
      } = input;
      const application = records.application(applicationName);
      const group = records.group(applicationName, currentDeploymentGroupName);
      checkConfig(records, fields.deploymentConfigName);
      rename(application, group, newDeploymentGroupName);
      const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
      group.info = { ...group.info, ...Object.fromEntries(given) };
      if (autoScalingGroups) {
        const attached = group.info.autoScalingGroups?.map(({ name = "" }) => name) ?? [];
        const added = autoScalingGroups.filter((name) => !attached.includes(name));
        await noteLaunched(group, added, instancesOf);
        group.info = { ...group.info, autoScalingGroups: hooks(autoScalingGroups) };
      }
      return { hooksNotCleanedUp: [] };
    },

    DeleteDeploymentGroup({ applicationName, deploymentGroupName }: api.DeleteDeploymentGroupInput) {
      records.application(applicationName).groups.delete(requiredName(deploymentGroupName));
      return { hooksNotCleanedUp: [] } satisfies api.DeleteDeploymentGroupOutput;
    },
  };
}

const defaults = {
  deploymentConfigName: "CodeDeployDefault.OneAtATime",
  ec2TagFilters: [],
  onPremisesInstanceTagFilters: [],
  triggerConfigurations: [],
  outdatedInstancesStrategy: "UPDATE",
  deploymentStyle: { deploymentType: "IN_PLACE", deploymentOption: "WITHOUT_TRAFFIC_CONTROL" },
  terminationHookEnabled: false,
} satisfies api.DeploymentGroupInfo;

export function checkConfig(records: Records, name: string | undefined): void {
  if (name === undefined || name in predefinedConfigs || records.configs.has(name)) return;
  throw new AwsError(
    "DeploymentConfigDoesNotExistException",
    `No Deployment Configuration found for name: ${name}`,
  );
}

/** Instances from before the attachment have no launch hook, even if the fleet has not seen them yet. */
async function noteLaunched(group: Group, autoScalingGroups: readonly string[], instancesOf: InstancesOf) {
  if (autoScalingGroups.length === 0) return;
  for (const id of await instancesOf(autoScalingGroups)) group.launchedWithoutHook.add(id);
}

function hooks(autoScalingGroups: readonly string[]): api.AutoScalingGroup[] {
  return autoScalingGroups.map((name) => ({
    name,
    hook: `CodeDeploy-managed-automatic-launch-deployment-hook-${name}`,
  }));
}

function view({ info, lastSuccessful }: Group): api.DeploymentGroupInfo {
  if (!lastSuccessful) return info;
  const { deploymentId, status, completeTime, createTime, revision } = lastSuccessful.info;
  return {
    ...info,
    targetRevision: revision,
    lastSuccessfulDeployment: { deploymentId, status, endTime: completeTime, createTime },
  };
}

function rename(application: Application, group: Group, name: string | undefined): void {
  const current = group.info.deploymentGroupName ?? "";
  if (name === undefined || name === current) return;
  if (application.groups.has(name)) throw alreadyExists(name);
  application.groups.delete(current);
  application.groups.set(name, group);
  group.info = { ...group.info, deploymentGroupName: name };
}

function requiredName(name: string | undefined): string {
  if (name) return name;
  throw new AwsError("DeploymentGroupNameRequiredException", "The deployment group name was not specified.");
}

function alreadyExists(name: string): AwsError {
  return new AwsError("DeploymentGroupAlreadyExistsException", `Deployment group already exists: ${name}`);
}
