import { readFileSync } from "node:fs";
import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  SetDesiredCapacityCommand,
} from "@aws-sdk/client-auto-scaling";
import { CodeDeployClient, GetDeploymentCommand, ListDeploymentsCommand } from "@aws-sdk/client-codedeploy";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { App } from "cdktf";
import type { Colour } from "../../lambda-src/model/colour";
import type { Revision } from "../../lambda-src/model/revision";
import { ReleaseItem } from "../../lambda-src/aws/dynamodb";
import { TrafficSplit } from "../../local/demo/traffic-split";
import { ArtifactsStack } from "../../stacks/artifacts-stack";
import { DeliveryStack } from "../../stacks/delivery-stack";
import type { Estate } from "../../stacks/estate/estate";
import { deliveryNames, deploymentNames, toolsNames } from "../../stacks/estate/names";
import { parseEstate } from "../../stacks/estate/parse";
import { NetworkStack } from "../../stacks/network-stack";
import { ReleaseStack } from "../../stacks/release-stack";
import { ServiceStack } from "../../stacks/service-stack";
import type { Deployment } from "../local/deployment";
import { packageRevision } from "../sample-app/revision";
import { estateWith } from "../stacks/estate/estate-with";

/** No target is left waiting when it goes, so that nothing but the release's own waits keeps requests from the gone. */
const estate = parseEstate(estateWith({ "web.dev.fleet.deregistrationDelaySeconds": 0 }));
const { tools } = estate;
const { web, released } = releasedToDev(estate);
const { environment: dev } = released;
const names = deploymentNames(estate, released);

/** Dev and what delivers to it, deployed, from where an operator stands. */
export class DeployedDev {
  private constructor(
    private readonly deployment: Deployment,
    readonly traffic: TrafficSplit,
    private readonly clients: {
      readonly autoScaling: AutoScalingClient;
      readonly codeDeploy: CodeDeployClient;
      readonly lambda: LambdaClient;
      readonly s3: S3Client;
      readonly stepFunctions: SFNClient;
    },
    private readonly item: ReleaseItem,
  ) {}

  /** Terraform's own waits (60 s for a load balancer, as many for a bucket's lifecycle) pass beside each other. */
  static async on(deployment: Deployment): Promise<DeployedDev> {
    deployment.synthesize(addStacks);
    const network = deployment.apply("dev-network");
    // All that other stacks read of `artifacts` is its key's ARN. The whole gets another state file, so that
    // nobody reads a half-written one.
    await deployment.apply("artifacts", `-target=${keyOf(deployment)}`);
    const whole = deployment.apply("artifacts", `-state-out=${deployment.stateFile("artifacts-whole")}`);
    const release = network
      .then(() => deployment.apply("dev-web"))
      .then(() => deployment.apply("dev-web-release"))
      .then(() => deployment.apply("web-delivery"));
    await Promise.all([whole, release]);

    const client = deployment.client(dev);
    return new DeployedDev(
      deployment,
      await TrafficSplit.in(deployment.aws, dev),
      {
        autoScaling: new AutoScalingClient(client),
        codeDeploy: new CodeDeployClient(client),
        lambda: new LambdaClient(client),
        s3: new S3Client(deployment.client(tools)),
        stepFunctions: new SFNClient(client),
      },
      new ReleaseItem(new DynamoDBClient(client), names.release),
    );
  }

  /** Where the production listener answers on this machine. */
  url(): string {
    const { dnsName, port } = this.traffic.address;
    const file = `${this.deployment.aws.folder}/listeners.json`;
    const ports = JSON.parse(readFileSync(file, "utf8")) as Record<string, number>;
    return `http://127.0.0.1:${ports[`${dnsName.toLowerCase()}:${port}`]}/`;
  }

  /** Builds a version of the sample application and puts it where the pipeline would. */
  async publish(version: string): Promise<Revision> {
    const { zip, sha256 } = await packageRevision(version);
    const bucket = toolsNames(estate).artifactsBucket;
    const key = `${deliveryNames(estate, released.service).releasePrefix}${version}/${sha256}.zip`;
    const at = { Bucket: bucket, Key: key };
    const { VersionId } = await this.clients.s3
      .send(new HeadObjectCommand(at))
      .catch(() => this.clients.s3.send(new PutObjectCommand({ ...at, Body: zip, IfNoneMatch: "*" })));
    return { bucket, key, objectVersion: VersionId ?? "", sha256 };
  }

  /** Releases without the pipeline, and waits for the end. */
  release(version: string, revision: Revision): Promise<DescribeExecutionOutput> {
    return this.run(names.releaseArn, { version, revision });
  }

  /** Ends or begins office hours, as a schedule does when it is time, and waits until that is done. */
  officeHours(action: "close" | "open"): Promise<DescribeExecutionOutput> {
    return this.run(names.officeHoursArn, { action });
  }

  private async run(stateMachineArn: string, input: object): Promise<DescribeExecutionOutput> {
    const { stepFunctions } = this.clients;
    const { executionArn } = await stepFunctions.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
    );
    for (;;) {
      const execution = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
      if (execution.status !== "RUNNING") return execution;
      await this.deployment.aws.clock.sleep(5_000, this.deployment.signal);
    }
  }

  async deleteFunction(name: string): Promise<void> {
    await this.clients.lambda.send(new DeleteFunctionCommand({ FunctionName: `${names.release}-${name}` }));
  }

  async lockOwner(): Promise<string | undefined> {
    return (await this.item.holder()).owner;
  }

  /** Waits until a release has the lock. */
  async locked(): Promise<void> {
    while ((await this.lockOwner()) === undefined)
      await this.deployment.aws.clock.sleep(5_000, this.deployment.signal);
  }

  /** Waits until both colours have weight. */
  async shifted(): Promise<void> {
    while (Object.values(await this.traffic.weights()).includes(100))
      await this.deployment.aws.clock.sleep(5_000, this.deployment.signal);
  }

  async scale(colour: Colour, DesiredCapacity: number): Promise<void> {
    const AutoScalingGroupName = names.colour(colour);
    await this.clients.autoScaling.send(
      new SetDesiredCapacityCommand({ AutoScalingGroupName, DesiredCapacity }),
    );
    await this.sized(colour, DesiredCapacity);
  }

  /** Waits until a launch hook has installed something on an instance of a fleet. */
  async hooked(colour: Colour): Promise<void> {
    const { codeDeploy } = this.clients;
    const group = { applicationName: names.prefix, deploymentGroupName: names.colour(colour) };
    for (;;) {
      const { deployments = [] } = await codeDeploy.send(new ListDeploymentsCommand(group));
      for (const deploymentId of deployments) {
        const { deploymentInfo } = await codeDeploy.send(new GetDeploymentCommand({ deploymentId }));
        if (deploymentInfo?.creator === "autoscaling" && deploymentInfo.status === "Succeeded") return;
      }
      await this.deployment.aws.clock.sleep(5_000, this.deployment.signal);
    }
  }

  /** Waits until every node of the load balancer answers with a status: they learn of targets one after another. */
  async answering(status: number): Promise<void> {
    for (let inARow = 0; inARow < 20;) {
      inARow = (await fetch(this.url())).status === status ? inARow + 1 : 0;
      await this.deployment.aws.clock.sleep(2_000, this.deployment.signal);
    }
  }

  /** Waits until a fleet has as many instances in service, each after its launch hooks. */
  async serving(colour: Colour, count: number): Promise<void> {
    const group = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [names.colour(colour)] });
    for (;;) {
      const { AutoScalingGroups: [{ Instances = [] } = {}] = [] } =
        await this.clients.autoScaling.send(group);
      if (Instances.filter(({ LifecycleState }) => LifecycleState === "InService").length === count) return;
      await this.deployment.aws.clock.sleep(5_000, this.deployment.signal);
    }
  }

  /** Waits until a fleet has as many instances; those that leave it finish their requests first. */
  async sized(colour: Colour, instances: number): Promise<void> {
    while ((await this.fleets())[colour].instances !== instances)
      await this.deployment.aws.clock.sleep(5_000, this.deployment.signal);
  }

  async fleets(): Promise<Record<Colour, { readonly desired: number; readonly instances: number }>> {
    const { AutoScalingGroups = [] } = await this.clients.autoScaling.send(
      new DescribeAutoScalingGroupsCommand({}),
    );
    const of = (colour: Colour) => {
      const group = AutoScalingGroups.find((one) => one.AutoScalingGroupName === names.colour(colour));
      return { desired: group?.DesiredCapacity ?? NaN, instances: group?.Instances?.length ?? NaN };
    };
    return { blue: of("blue"), green: of("green") };
  }
}

function releasedToDev({ services: [web] }: Estate) {
  const released = web?.releaseTo.find(({ environment }) => environment.name === "dev");
  if (web === undefined || released === undefined) throw new Error("the data must release a service to dev");
  return { web, released };
}

function addStacks(app: App): void {
  const artifacts = new ArtifactsStack(app, "artifacts", { estate });
  const network = new NetworkStack(app, "dev-network", { estate, environment: dev });
  const service = new ServiceStack(app, "dev-web", { estate, deployment: released, network, artifacts });
  const props = { estate, deployment: released, network, service, artifacts };
  const release = new ReleaseStack(app, "dev-web-release", props);
  new DeliveryStack(app, "web-delivery", { estate, service: web, artifacts, releases: [release] });
}

function keyOf(deployment: Deployment): string {
  const { resource } = deployment.synthesized("artifacts");
  return `aws_kms_key.${Object.keys(resource["aws_kms_key"] ?? {}).join()}`;
}
