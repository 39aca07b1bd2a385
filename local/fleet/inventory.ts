import {
  AutoScalingClient,
  type LaunchTemplateSpecification,
  paginateDescribeAutoScalingGroups,
} from "@aws-sdk/client-auto-scaling";
import { DescribeLaunchTemplateVersionsCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetInstanceProfileCommand, IAMClient } from "@aws-sdk/client-iam";
import { motoConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";

/** An instance as the AWS APIs know it. */
export interface RunningInstance {
  readonly id: string;
  readonly group: string;
  readonly launchTemplate: LaunchTemplateSpecification | undefined;
  readonly targetGroupArn: string | undefined;
}

/** Reads from moto which instances the Auto Scaling groups of one place have. */
export class Inventory {
  private readonly autoScaling: AutoScalingClient;
  private readonly ec2: EC2Client;
  private readonly iam: IAMClient;
  private readonly loadBalancing: ElasticLoadBalancingV2Client;

  constructor(context: LocalContext, place: Place) {
    const config = { ...motoConfiguration(context, place), maxAttempts: 1 };
    this.autoScaling = new AutoScalingClient(config);
    this.ec2 = new EC2Client(config);
    this.iam = new IAMClient(config);
    this.loadBalancing = new ElasticLoadBalancingV2Client(config);
  }

  async running(): Promise<RunningInstance[]> {
    const running: RunningInstance[] = [];
    for await (const page of paginateDescribeAutoScalingGroups({ client: this.autoScaling }, {})) {
      for (const { AutoScalingGroupName: group = "", ...found } of page.AutoScalingGroups ?? []) {
        // Of the group: moto tells the default version of each instance's template, whatever it was launched from.
        const { Instances = [], LaunchTemplate: launchTemplate, TargetGroupARNs: arns } = found;
        for (const { InstanceId: id = "" } of Instances)
          running.push({ id, group, launchTemplate, targetGroupArn: arns?.[0] });
      }
    }
    return running;
  }

  /** Role of the instance's profile, as its launch template names it: moto's instances do not show theirs. */
  async role({ launchTemplate }: RunningInstance): Promise<string | undefined> {
    if (!launchTemplate) return undefined;
    const { LaunchTemplateVersions: [version] = [] } = await this.ec2.send(
      new DescribeLaunchTemplateVersionsCommand({
        LaunchTemplateId: launchTemplate.LaunchTemplateId,
        Versions: [launchTemplate.Version ?? "$Default"],
      }),
    );
    const profile = version?.LaunchTemplateData?.IamInstanceProfile;
    const name = profile?.Name ?? profile?.Arn?.split("/").at(-1);
    if (name === undefined) return undefined;
    const { InstanceProfile } = await this.iam.send(
      new GetInstanceProfileCommand({ InstanceProfileName: name }),
    );
    return InstanceProfile?.Roles?.[0]?.RoleName;
  }

  async port({ targetGroupArn }: RunningInstance): Promise<number | undefined> {
    if (targetGroupArn === undefined) return undefined;
    const command = new DescribeTargetGroupsCommand({ TargetGroupArns: [targetGroupArn] });
    return (await this.loadBalancing.send(command)).TargetGroups?.[0]?.Port;
  }
}
