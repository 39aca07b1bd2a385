import type * as api from "@aws-sdk/client-codedeploy";
import type { Clock } from "../../clock/clock";
import { AwsError } from "../../gateway/service";
import { applicationOperations, revisionKey } from "./applications";
import { Deployment } from "../engine/deployment";
import { checkConfig } from "./deployment-groups";
import { type Group, type Records, s3Location } from "../state";

/** Starts the work of a deployment. */
export type Run = (deployment: Deployment) => void;

/** Deployments, as those who start and watch them see them. */
export function deploymentOperations(records: Records, clock: Clock, run: Run) {
  return {
    CreateDeployment(input: api.CreateDeploymentInput): api.CreateDeploymentOutput {
      const { applicationName, deploymentGroupName, deploymentConfigName, revision } = input;
      const group = records.group(applicationName, deploymentGroupName);
      s3Location(revision);
      checkConfig(records, deploymentConfigName);
      const active = deploymentsOf(records, group).find(
        ({ creator, active }) => creator === "user" && active,
      );
      if (active) {
        throw new AwsError(
          "DeploymentLimitExceededException",
          `The Deployment Group '${deploymentGroupName}' already has an active Deployment '${active.id}'`,
        );
      }
      applicationOperations(records, clock).RegisterApplicationRevision({ applicationName, revision });
      const deployment = new Deployment(records, group, input, "user", clock);
      records.deployments.set(deployment.id, deployment);
      run(deployment);
      return { deploymentId: deployment.id };
    },

    GetDeployment: ({ deploymentId }: api.GetDeploymentInput): api.GetDeploymentOutput => ({
      deploymentInfo: records.deployment(deploymentId).info,
    }),

    BatchGetDeployments: ({
      deploymentIds = [],
    }: api.BatchGetDeploymentsInput): api.BatchGetDeploymentsOutput => ({
      deploymentsInfo: deploymentIds.map((id) => records.deployment(id).info),
    }),

    /** Newest first. */
    ListDeployments(input: api.ListDeploymentsInput): api.ListDeploymentsOutput {
      const { applicationName, deploymentGroupName, includeOnlyStatuses = [], createTimeRange } = input;
      if (applicationName && deploymentGroupName) records.group(applicationName, deploymentGroupName);
      const { start, end } = createTimeRange ?? {};
      const found = Array.from(records.deployments.values()).filter(({ info }) => {
        const created = (info.createTime?.getTime() ?? 0) / 1000;
        return (
          (!applicationName || info.applicationName === applicationName) &&
          (!deploymentGroupName || info.deploymentGroupName === deploymentGroupName) &&
          (includeOnlyStatuses.length === 0 || (info.status && includeOnlyStatuses.includes(info.status))) &&
          (!start || created >= Number(start)) &&
          (!end || created <= Number(end))
        );
      });
      return { deployments: found.map(({ id }) => id).reverse() };
    },

    ListDeploymentTargets({
      deploymentId,
      targetFilters,
    }: api.ListDeploymentTargetsInput): api.ListDeploymentTargetsOutput {
      const statuses = targetFilters?.TargetStatus;
      const targets = Array.from(records.deployment(deploymentId).targets.values());
      const found = targets.filter(({ status }) => !statuses || (status && statuses.includes(status)));
      return { targetIds: found.map(({ targetId = "" }) => targetId) };
    },

    BatchGetDeploymentTargets(
      input: api.BatchGetDeploymentTargetsInput,
    ): api.BatchGetDeploymentTargetsOutput {
      const deployment = records.deployment(input.deploymentId);
      return { deploymentTargets: (input.targetIds ?? []).map((id) => target(deployment, id)) };
    },

    GetDeploymentTarget: ({
      deploymentId,
      targetId = "",
    }: api.GetDeploymentTargetInput): api.GetDeploymentTargetOutput => ({
      deploymentTarget: target(records.deployment(deploymentId), targetId),
    }),

    /** Instances finish the event that they are in; autoRollbackEnabled is not simulated. */
    StopDeployment({ deploymentId }: api.StopDeploymentInput): api.StopDeploymentOutput {
      const deployment = records.deployment(deploymentId);
      if (!deployment.active) {
        throw new AwsError(
          "DeploymentAlreadyCompletedException",
          `The deployment ${deployment.id} is already completed with status ${deployment.status}.`,
        );
      }
      deployment.stop.abort();
      return { status: "Pending", statusMessage: "Stopping deployment" };
    },
  };
}

/** What a finished deployment means for its group and its revision. */
export function noteOutcome(deployment: Deployment): void {
  const { records, group, status, input, info } = deployment;
  if (status === "Succeeded") group.lastSuccessful = deployment;
  const application = records.applications.get(input.applicationName ?? "");
  const revision = input.revision && application?.revisions.get(revisionKey(input.revision));
  if (!revision) return;
  const used = [input.deploymentGroupName ?? "", ...(revision.info.deploymentGroups ?? [])];
  revision.info = {
    ...revision.info,
    firstUsedTime: revision.info.firstUsedTime ?? info.createTime,
    lastUsedTime: info.createTime,
    deploymentGroups: Array.from(new Set(used)),
  };
}

function deploymentsOf(records: Records, group: Group): Deployment[] {
  return Array.from(records.deployments.values()).filter((deployment) => deployment.group === group);
}

function target(deployment: Deployment, instanceId: string): api.DeploymentTarget {
  const found = deployment.target(instanceId);
  if (found) return found;
  throw new AwsError(
    "DeploymentTargetDoesNotExistException",
    `No deployment target found for ID: ${instanceId}`,
  );
}
