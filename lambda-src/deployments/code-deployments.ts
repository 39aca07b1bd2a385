import {
  type CodeDeployClient,
  CreateDeploymentCommand,
  GetDeploymentCommand,
  ListDeploymentsCommand,
  StopDeploymentCommand,
  UpdateDeploymentGroupCommand,
} from "@aws-sdk/client-codedeploy";
import type { Colour, PerColour } from "../colours/colour";
import type { Deployment, Deployments, Revision } from "./deployments";

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
