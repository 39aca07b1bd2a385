import type { CodeDeploy, RevisionLocation, S3Location } from "@aws-sdk/client-codedeploy";
import type { Clock } from "../../clock/clock";
import { type Operations, refuseOthers } from "../../gateway/operations";
import { AwsError } from "../../gateway/service";
import { Deployment } from "../engine/deployment";
import type { DeploymentEngine } from "../engine/deployment-engine";
import type { CodeDeployState } from "../state";
import { checkConfiguration } from "./deployment-groups";

/** Deployments, as those who start and watch them see them. */
export function deploymentOperations(state: CodeDeployState, engine: DeploymentEngine, clock: Clock) {
  return {
    CreateDeployment(input) {
      const { applicationName, deploymentGroupName = "" } = input;
      const group = state.group(applicationName, deploymentGroupName);
      const revision = { ...input.revision, s3Location: s3Location(input.revision) };
      const deploymentConfigName = input.deploymentConfigName ?? group.info.deploymentConfigName;
      checkConfiguration(deploymentConfigName);
      const active = [...state.deployments.values()].find(
        (deployment) => deployment.group === group && deployment.creator === "user" && deployment.active,
      );
      if (active) {
        throw new AwsError(
          "DeploymentLimitExceededException",
          `The Deployment Group '${deploymentGroupName}' already has an active Deployment '${active.id}'`,
        );
      }
      const asked = { ...input, revision, deploymentConfigName };
      const deployment = new Deployment(state.place, group, asked, "user", clock);
      engine.start(deployment);
      return { deploymentId: deployment.id };
    },

    GetDeployment: ({ deploymentId }) => ({ deploymentInfo: state.deployment(deploymentId).info }),

    /** Newest first. */
    ListDeployments({ applicationName = "", deploymentGroupName = "", includeOnlyStatuses, ...others }) {
      refuseOthers(others);
      const group = state.group(applicationName, deploymentGroupName);
      const found = [...state.deployments.values()].filter(
        ({ group: its, info: { status = "Created" } }) =>
          its === group && (includeOnlyStatuses?.includes(status) ?? true),
      );
      return { deployments: found.map(({ id }) => id).reverse() };
    },

    ListDeploymentTargets({ deploymentId, targetFilters }) {
      const statuses = targetFilters?.TargetStatus;
      const targets = [...state.deployment(deploymentId).targets.values()];
      const found = targets.filter(({ status }) => !statuses || (status && statuses.includes(status)));
      return { targetIds: found.map(({ targetId = "" }) => targetId) };
    },

    BatchGetDeploymentTargets({ deploymentId, targetIds }) {
      const { targets } = state.deployment(deploymentId);
      const deploymentTargets = targetIds.map((id) => {
        const instanceTarget = targets.get(id);
        if (instanceTarget) return { deploymentTargetType: "InstanceTarget" as const, instanceTarget };
        throw new AwsError(
          "DeploymentTargetDoesNotExistException",
          `No deployment target found for ID: ${id}`,
        );
      });
      return { deploymentTargets };
    },

    /** Instances finish the event that they are in; autoRollbackEnabled is not simulated. */
    StopDeployment({ deploymentId }) {
      const { active, stop, info } = state.deployment(deploymentId);
      if (!active) {
        throw new AwsError(
          "DeploymentAlreadyCompletedException",
          `The deployment ${deploymentId} is already completed with status ${info.status}.`,
        );
      }
      stop.abort();
      return { status: "Pending", statusMessage: "Stopping deployment" };
    },
  } satisfies Operations<CodeDeploy>;
}

/** The S3 location of a revision; local AWS knows no other source. */
function s3Location(revision: RevisionLocation | undefined): S3Location {
  if (!revision) throw new AwsError("RevisionRequiredException", "The revision must be specified.");
  const { revisionType, s3Location: location } = revision;
  if (revisionType === "S3" && location?.bucket && location.key) return location;
  throw new AwsError(
    "InvalidRevisionException",
    "revision: revisionType must be S3 with bucket and key on local AWS",
  );
}
