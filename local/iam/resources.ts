import { AutoScaling, type LaunchTemplateSpecification } from "@aws-sdk/client-auto-scaling";
import { CodeDeploy } from "@aws-sdk/client-codedeploy";
import { EC2 } from "@aws-sdk/client-ec2";
import { IAM } from "@aws-sdk/client-iam";
import { S3 } from "@aws-sdk/client-s3";
import { templateOf } from "../auto-scaling/template-of";
import { clientConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";
import { Identifiers } from "./identifiers";
import { orNothing, type Memory } from "./memory";

/** What IAM must know of the deployed resources in order to see what a request is about. */
export class Resources {
  readonly ids: Pick<Identifiers, keyof Identifiers>;

  constructor(
    private readonly context: LocalContext,
    private readonly memory: Memory,
  ) {
    this.ids = new Identifiers(memory);
  }

  /** Account that owns a bucket; undefined for a bucket that nobody here has made. */
  async bucketOwner(bucket: string): Promise<string | undefined> {
    for (const place of this.context.places()) {
      const names = await this.memory.remember(place, "s3", `buckets of ${place.account}`, async (moto) => {
        const { Buckets = [] } = await new S3(moto).listBuckets();
        return Buckets.map(({ Name }) => Name);
      });
      if (names.includes(bucket)) return place.account;
    }
    return undefined;
  }

  async hasRole(place: Place, RoleName: string): Promise<boolean> {
    const role = await this.memory.remember(place, "iam", `role ${RoleName}`, (moto) =>
      orNothing(new IAM(moto).getRole({ RoleName }), "NoSuchEntityException"),
    );
    return role !== undefined;
  }

  /** Makes the role that a service has in an account for itself. */
  async linkRole(place: Place, AWSServiceName: string): Promise<void> {
    await new IAM(this.memory.moto(place)).createServiceLinkedRole({ AWSServiceName });
    this.memory.forget(place.account, "iam");
  }

  /** ARN of the customer's key that a bucket encrypts with by default. */
  bucketKey(place: Place, Bucket: string): Promise<string | undefined> {
    return this.memory.remember(place, "s3", `key ${Bucket}`, async (moto) => {
      const answer = await orNothing(
        new S3(moto).getBucketEncryption({ Bucket }),
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
    const autoScaling = new AutoScaling(this.memory.moto(place));
    const answer = await autoScaling.describeAutoScalingInstances({ InstanceIds: [instanceId] });
    return answer.AutoScalingInstances?.[0]?.AutoScalingGroupName;
  }

  /** The launch template that an Auto Scaling group has. */
  templateOf(place: Place, group: string): Promise<LaunchTemplateSpecification | undefined> {
    return this.memory.remember(place, "autoscaling", `template of ${group}`, async (moto) => {
      const input = { AutoScalingGroupNames: [group] };
      const { AutoScalingGroups } = await new AutoScaling(moto).describeAutoScalingGroups(input);
      return templateOf(AutoScalingGroups?.[0]);
    });
  }

  /** A launch template may be named instead. */
  templateIdOf(place: Place, { LaunchTemplateId, LaunchTemplateName = "" }: LaunchTemplateSpecification) {
    if (LaunchTemplateId !== undefined) return Promise.resolve(LaunchTemplateId);
    return this.memory.remember(place, "ec2", `template ${LaunchTemplateName}`, async (moto) => {
      const input = { LaunchTemplateNames: [LaunchTemplateName] };
      const { LaunchTemplates } = await new EC2(moto).describeLaunchTemplates(input);
      return LaunchTemplates?.[0]?.LaunchTemplateId;
    });
  }

  /** ARN of the role that instances of a launch template get. */
  async roleOfTemplate(place: Place, LaunchTemplateId: string): Promise<string | undefined> {
    const profile = await this.memory.remember(place, "ec2", `profile ${LaunchTemplateId}`, async (moto) => {
      const input = { LaunchTemplateId, Versions: ["$Latest"] };
      const { LaunchTemplateVersions } = await new EC2(moto).describeLaunchTemplateVersions(input);
      const { Arn, Name } = LaunchTemplateVersions?.[0]?.LaunchTemplateData?.IamInstanceProfile ?? {};
      return Name ?? Arn?.split("/").at(-1);
    });
    if (profile === undefined) return undefined;
    return this.memory.remember(place, "iam", `profile ${profile}`, async (moto) => {
      const { InstanceProfile } = await new IAM(moto).getInstanceProfile({ InstanceProfileName: profile });
      return InstanceProfile?.Roles?.[0]?.Arn;
    });
  }

  /** `application/group` of a deployment; `*` if there is none of this id. */
  async groupOfDeployment(place: Place, deploymentId: string): Promise<string> {
    const asked = this.codeDeploy(place).getDeployment({ deploymentId });
    const answer = await orNothing(asked, "DeploymentDoesNotExistException");
    const { applicationName, deploymentGroupName } = answer?.deploymentInfo ?? {};
    return applicationName === undefined ? "*" : `${applicationName}/${deploymentGroupName}`;
  }

  /** Name of a deployment group's configuration; `*` if there is no such group. */
  async configurationOf(place: Place, applicationName: string, deploymentGroupName: string): Promise<string> {
    const answer = await orNothing(
      this.codeDeploy(place).getDeploymentGroup({ applicationName, deploymentGroupName }),
      "ApplicationDoesNotExistException",
      "DeploymentGroupDoesNotExistException",
    );
    return answer?.deploymentGroupInfo?.deploymentConfigName ?? "*";
  }

  /** Of the gateway, since CodeDeploy's records are not moto's. */
  private codeDeploy(place: Place): CodeDeploy {
    return new CodeDeploy(clientConfiguration(this.context, place));
  }
}

/** What rules ask of the deployed resources. */
export type Deployed = Pick<Resources, keyof Resources>;
