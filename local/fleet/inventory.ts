import {
  AutoScaling,
  type LaunchTemplateSpecification,
  paginateDescribeAutoScalingGroups,
} from "@aws-sdk/client-auto-scaling";
import { EC2 } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";
import { IAM } from "@aws-sdk/client-iam";
import { templateOf } from "../auto-scaling/template-of";
import { motoConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";
import { everyPage } from "../pages";

/** An instance as the AWS APIs know it. */
export interface RunningInstance {
  readonly id: string;
  readonly group: string;
  readonly launchTemplate: LaunchTemplateSpecification | undefined;
  readonly targetGroupArn: string | undefined;
}

export interface Origin {
  readonly role: string | undefined;
  readonly userData: string;
}

/** Reads from moto which instances the Auto Scaling groups of one place have. */
export class Inventory {
  private readonly autoScaling: AutoScaling;
  private readonly ec2: EC2;
  private readonly iam: IAM;
  private readonly loadBalancing: ElasticLoadBalancingV2;

  constructor(context: LocalContext, place: Place) {
    const config = { ...motoConfiguration(context, place), maxAttempts: 1 };
    this.autoScaling = new AutoScaling(config);
    this.ec2 = new EC2(config);
    this.iam = new IAM(config);
    this.loadBalancing = new ElasticLoadBalancingV2(config);
  }

  async running(): Promise<RunningInstance[]> {
    const pages = paginateDescribeAutoScalingGroups({ client: this.autoScaling }, {});
    const groups = await everyPage(pages, (page) => page.AutoScalingGroups);
    return groups.flatMap(({ AutoScalingGroupName: group = "", Instances = [], ...found }) => {
      // Of the group: moto tells the default version of each instance's template, whatever it was launched from.
      const { TargetGroupARNs: [targetGroupArn] = [] } = found;
      const launchTemplate = templateOf(found);
      return Instances.map(({ InstanceId: id = "" }) => ({ id, group, launchTemplate, targetGroupArn }));
    });
  }

  /** What an instance is launched from: its role, as moto's instances do not show it, and its user data. */
  async launchedFrom({ launchTemplate }: RunningInstance): Promise<Origin> {
    if (!launchTemplate) return { role: undefined, userData: "" };
    const { LaunchTemplateVersions: [version] = [] } = await this.ec2.describeLaunchTemplateVersions({
      LaunchTemplateId: launchTemplate.LaunchTemplateId,
      Versions: [launchTemplate.Version ?? "$Default"],
    });
    const { IamInstanceProfile: profile, UserData = "" } = version?.LaunchTemplateData ?? {};
    return {
      role: await this.roleOf(profile?.Name ?? profile?.Arn?.split("/").at(-1)),
      userData: Buffer.from(UserData, "base64").toString(),
    };
  }

  async port({ targetGroupArn }: RunningInstance): Promise<number | undefined> {
    if (targetGroupArn === undefined) return undefined;
    const { TargetGroups } = await this.loadBalancing.describeTargetGroups({
      TargetGroupArns: [targetGroupArn],
    });
    return TargetGroups?.[0]?.Port;
  }

  private async roleOf(profile: string | undefined): Promise<string | undefined> {
    if (profile === undefined) return undefined;
    const { InstanceProfile } = await this.iam.getInstanceProfile({ InstanceProfileName: profile });
    return InstanceProfile?.Roles?.[0]?.RoleName;
  }
}
