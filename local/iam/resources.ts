import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  CodeDeployClient,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
} from "@aws-sdk/client-codedeploy";
import { DescribeLaunchTemplateVersionsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GetInstanceProfileCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetBucketEncryptionCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { clientConfiguration, motoConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";
import { Identifiers } from "./identifiers";
import type { Memory } from "./memory";

/** Bucket names are everybody's, so what is known of buckets is no account's. */
export const EVERY_ACCOUNT = "";

/** What IAM must know of the deployed resources in order to see what a request is about. */
export class Resources {
  readonly ids: Pick<Identifiers, keyof Identifiers>;

  constructor(
    private readonly context: LocalContext,
    private readonly memory: Memory,
  ) {
    this.ids = new Identifiers(context, memory);
  }

  /** Account that owns a bucket; undefined for a bucket that nobody here has made. */
  bucketOwner(bucket: string): Promise<string | undefined> {
    return this.memory.remember(EVERY_ACCOUNT, "s3", `owner ${bucket}`, async () => {
      for (const place of this.context.places()) {
        const client = this.s3(place);
        const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
        if (Buckets.some(({ Name }) => Name === bucket)) return place.account;
      }
      return undefined;
    });
  }

  /** ARN of the customer's key that a bucket encrypts with by default. */
  bucketKey(place: Place, Bucket: string): Promise<string | undefined> {
    return this.memory.remember(EVERY_ACCOUNT, "s3", `key ${Bucket}`, async () => {
      const client = this.s3(place);
      const answer = await orNothing(
        client.send(new GetBucketEncryptionCommand({ Bucket })),
        "ServerSideEncryptionConfigurationNotFoundError",
        "NoSuchBucket",
      );
      const [rule] = answer?.ServerSideEncryptionConfiguration?.Rules ?? [];
      const key = rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID;
      if (key !== undefined && !key.startsWith("arn:"))
        throw new Error(`IAM: the key of bucket ${Bucket} must be an ARN on local AWS, got ${key}`);
      return key;
    });
  }

  /** Name of the Auto Scaling group that an instance belongs to, which changes without any request. */
  async groupOf(place: Place, instanceId: string): Promise<string | undefined> {
    const client = new AutoScalingClient(motoConfiguration(this.context, place));
    const answer = await client.send(new DescribeAutoScalingInstancesCommand({ InstanceIds: [instanceId] }));
    return answer.AutoScalingInstances?.[0]?.AutoScalingGroupName;
  }

  /** Id of the launch template that an Auto Scaling group has. */
  templateOf(place: Place, group: string): Promise<string | undefined> {
    return this.memory.remember(place.account, "autoscaling", `${place.region} ${group}`, async () => {
      const client = new AutoScalingClient(motoConfiguration(this.context, place));
      const input = { AutoScalingGroupNames: [group] };
      const { AutoScalingGroups } = await client.send(new DescribeAutoScalingGroupsCommand(input));
      return AutoScalingGroups?.[0]?.LaunchTemplate?.LaunchTemplateId;
    });
  }

  /** ARN of the role that instances of a launch template get. */
  async roleOfTemplate(place: Place, template: string): Promise<string | undefined> {
    const profile = await this.memory.remember(
      place.account,
      "ec2",
      `${place.region} ${template}`,
      async () => {
        const client = new EC2Client(motoConfiguration(this.context, place));
        const input = { LaunchTemplateId: template, Versions: ["$Latest"] };
        const { LaunchTemplateVersions } = await client.send(
          new DescribeLaunchTemplateVersionsCommand(input),
        );
        const { Arn, Name } = LaunchTemplateVersions?.[0]?.LaunchTemplateData?.IamInstanceProfile ?? {};
        return Name ?? Arn?.split("/").at(-1);
      },
    );
    if (profile === undefined) return undefined;
    return this.memory.remember(place.account, "iam", `profile ${profile}`, async () => {
      const client = new IAMClient(motoConfiguration(this.context, place));
      const input = { InstanceProfileName: profile };
      const { InstanceProfile } = await client.send(new GetInstanceProfileCommand(input));
      return InstanceProfile?.Roles?.[0]?.Arn;
    });
  }

  /** `application/group` of a deployment; `*` if there is none of this id. */
  async groupOfDeployment(place: Place, deploymentId: string): Promise<string> {
    // Of the gateway, since CodeDeploy's records are not moto's.
    const client = new CodeDeployClient(clientConfiguration(this.context, place));
    const answer = await orNothing(
      client.send(new GetDeploymentCommand({ deploymentId })),
      "DeploymentDoesNotExistException",
    );
    const { applicationName, deploymentGroupName } = answer?.deploymentInfo ?? {};
    return applicationName === undefined ? "*" : `${applicationName}/${deploymentGroupName}`;
  }

  /** Name of a deployment group's configuration; `*` if there is no such group. */
  async configurationOf(place: Place, applicationName: string, deploymentGroupName: string): Promise<string> {
    const client = new CodeDeployClient(clientConfiguration(this.context, place));
    const answer = await orNothing(
      client.send(new GetDeploymentGroupCommand({ applicationName, deploymentGroupName })),
      "ApplicationDoesNotExistException",
      "DeploymentGroupDoesNotExistException",
    );
    return answer?.deploymentGroupInfo?.deploymentConfigName ?? "*";
  }

  private s3(place: Place): S3Client {
    return new S3Client(motoConfiguration(this.context, place));
  }
}

/** What rules ask of the deployed resources. */
export type Deployed = Pick<Resources, keyof Resources>;

/** An answer, or nothing where the service says by one of these errors that there is none. */
export async function orNothing<T>(answer: Promise<T>, ...errors: readonly string[]): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && errors.includes(error.name)) return undefined;
    throw error;
  }
}
