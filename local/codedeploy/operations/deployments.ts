import type { CodeDeploy, DeploymentTarget } from "@aws-sdk/client-codedeploy";
import type { Clock } from "../../clock/clock";
import type { Operations } from "../../gateway/operations";
import { AwsError } from "../../gateway/service";
import { Deployment } from "../engine/deployment";
import { healthRule } from "../engine/minimum-healthy";
import { s3Location } from "../engine/revision";
import type { CodeDeployState } from "../state";

/** Starts the work of a deployment. */
export type Run = (deployment: Deployment) => void;

/** Deployments, as those who start and watch them see them. */
export function deploymentOperations(state: CodeDeployState, clock: Clock, run: Run) {
  return {
    CreateDeployment(input) {
      const { applicationName, deploymentGroupName = "", deploymentConfigName, revision } = input;
      const group = state.group(applicationName, deploymentGroupName);
      s3Location(revision);
      if (deploymentConfigName !== undefined) healthRule(deploymentConfigName);
      const active = [...state.deployments.values()].find(
        (deployment) => deployment.group === group && deployment.creator === "user" && deployment.active,
      );
      if (active) {
        throw new AwsError(
          "DeploymentLimitExceededException",
          `The Deployment Group '${deploymentGroupName}' already has an active Deployment '${active.id}'`,
        );
      }
      const deployment = new Deployment(state.place, group, input, "user", clock);
      state.deployments.set(deployment.id, deployment);
      run(deployment);
      return { deploymentId: deployment.id };
    },

    GetDeployment: ({ deploymentId }) => ({ deploymentInfo: state.deployment(deploymentId).info }),

    /** Newest first. */
    ListDeployments(input) {
      const { applicationName, deploymentGroupName, includeOnlyStatuses = [], createTimeRange } = input;
      if (applicationName && deploymentGroupName) state.group(applicationName, deploymentGroupName);
      const { start, end } = createTimeRange ?? {};
      const found = [...state.deployments.values()].filter(({ info }) => {
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

    ListDeploymentTargets({ deploymentId, targetFilters }) {
      const statuses = targetFilters?.TargetStatus;
      const targets = [...state.deployment(deploymentId).targets.values()];
      const found = targets.filter(({ status }) => !statuses || (status && statuses.includes(status)));
      return { targetIds: found.map(({ targetId = "" }) => targetId) };
    },

    BatchGetDeploymentTargets({ deploymentId, targetIds }) {
      const deployment = state.deployment(deploymentId);
      return { deploymentTargets: targetIds.map((id) => target(deployment, id)) };
    },

    /** Instances finish the event that they are in; autoRollbackEnabled is not simulated. */
    StopDeployment({ deploymentId }) {
      const deployment = state.deployment(deploymentId);
      if (!deployment.active) {
        throw new AwsError(
          "DeploymentAlreadyCompletedException",
          `The deployment ${deployment.id} is already completed with status ${deployment.status}.`,
        );
      }
      deployment.stop.abort();
      return { status: "Pending", statusMessage: "Stopping deployment" };
    },
  } satisfies Operations<CodeDeploy>;
}

function target(deployment: Deployment, instanceId: string): DeploymentTarget {
  const found = deployment.target(instanceId);
  if (found) return found;
  throw new AwsError(
    "DeploymentTargetDoesNotExistException",
    `No deployment target found for ID: ${instanceId}`,
  );
}
