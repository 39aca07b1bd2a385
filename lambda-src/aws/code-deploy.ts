import {
  BatchGetDeploymentTargetsCommand,
  type CodeDeployClient,
  CreateDeploymentCommand,
  GetDeploymentCommand,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
  StopDeploymentCommand,
  UpdateDeploymentGroupCommand,
} from "@aws-sdk/client-codedeploy";
import type { Colour, PerColour } from "../model/colour";
import type { Deployment, Deployments, InstanceFailure } from "../model/ports";
import type { Revision } from "../model/revision";

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeploymentTargets.html */
const TARGETS_AT_ONCE = 25;

export class CodeDeployments implements Deployments {
  /** @param groups names of the deployment groups, which are those of their Auto Scaling groups too. */
  constructor(
    private readonly client: CodeDeployClient,
    private readonly application: string,
    private readonly groups: PerColour<string>,
  ) {}

  async running(colour: Colour): Promise<string[]> {
    const { deployments } = await this.client.send(
      new ListDeploymentsCommand({
        applicationName: this.application,
        deploymentGroupName: this.groups[colour],
        includeOnlyStatuses: ["Created", "Queued", "InProgress", "Ready"],
      }),
    );
    return deployments ?? [];
  }

  async create(colour: Colour, revision: Revision, description: string): Promise<string> {
    const { deploymentId } = await this.client.send(
      new CreateDeploymentCommand({
        applicationName: this.application,
        deploymentGroupName: this.groups[colour],
        description,
        revision: {
          revisionType: "S3",
          s3Location: {
            bucket: revision.bucket,
            key: revision.key,
            version: revision.objectVersion,
            bundleType: "zip",
          },
        },
        fileExistsBehavior: "OVERWRITE",
        // The stop hook that runs belongs to the previous revision, which may be the broken one.
        ignoreApplicationStopFailures: true,
      }),
    );
    if (deploymentId === undefined) throw new Error(`deployment to ${this.groups[colour]}: must have an id`);
    return deploymentId;
  }

  async get(id: string): Promise<Deployment> {
    const { deploymentInfo } = await this.client.send(new GetDeploymentCommand({ deploymentId: id }));
    const failure = deploymentInfo?.errorInformation;
    return {
      status: deploymentInfo?.status ?? "unknown",
      description: deploymentInfo?.description ?? "",
      succeeded: deploymentInfo?.deploymentOverview?.Succeeded ?? 0,
      error: failure === undefined ? undefined : `${failure.code ?? "unknown"}: ${failure.message ?? ""}`,
    };
  }

  async failures(id: string): Promise<InstanceFailure[]> {
    const { targetIds = [] } = await this.client.send(
      new ListDeploymentTargetsCommand({ deploymentId: id, targetFilters: { TargetStatus: ["Failed"] } }),
    );
    if (targetIds.length === 0) return [];
    const { deploymentTargets = [] } = await this.client.send(
      new BatchGetDeploymentTargetsCommand({
        deploymentId: id,
        targetIds: targetIds.slice(0, TARGETS_AT_ONCE),
      }),
    );
    return deploymentTargets.flatMap(
      ({ instanceTarget: { targetId = "unknown", lifecycleEvents = [] } = {} }) =>
        lifecycleEvents
          .filter(({ status }) => status === "Failed")
          .map(({ lifecycleEventName: event = "unknown", diagnostics }) => ({
            // An ARN on AWS, whose end is the instance's id.
            instance: targetId.slice(targetId.lastIndexOf("/") + 1),
            event,
            script: diagnostics?.scriptName ?? "",
            message: diagnostics?.message ?? "",
            log: diagnostics?.logTail ?? "",
          })),
    );
  }

  async stop(id: string): Promise<void> {
    await this.client.send(new StopDeploymentCommand({ deploymentId: id }));
  }

  async attach(colour: Colour): Promise<void> {
    await this.update(colour, [this.groups[colour]]);
  }

  async detach(colour: Colour): Promise<void> {
    await this.update(colour, []);
  }

  private async update(colour: Colour, autoScalingGroups: string[]): Promise<void> {
    await this.client.send(
      new UpdateDeploymentGroupCommand({
        applicationName: this.application,
        currentDeploymentGroupName: this.groups[colour],
        autoScalingGroups,
      }),
    );
  }
}
