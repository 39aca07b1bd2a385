import { AutoScalingClient, paginateDescribeAutoScalingGroups } from "@aws-sdk/client-auto-scaling";
import {
  DescribeLaunchTemplateVersionsCommand,
  EC2Client,
  type Instance,
  paginateDescribeInstances,
} from "@aws-sdk/client-ec2";
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
  readonly launchTemplate: { readonly id: string; readonly version: string } | undefined;
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

  /** Undefined when the place has no Auto Scaling group, which costs one call only. */
  async running(): Promise<RunningInstance[] | undefined> {
    const targetGroups = new Map<string, string | undefined>();
    for await (const page of paginateDescribeAutoScalingGroups({ client: this.autoScaling }, {})) {
      for (const { AutoScalingGroupName: name = "", TargetGroupARNs: arns } of page.AutoScalingGroups ?? []) {
        targetGroups.set(name, arns?.[0]);
      }
    }
    if (targetGroups.size === 0) return undefined;

    const filters = [
      { Name: "instance-state-name", Values: ["running"] },
      { Name: "tag-key", Values: ["aws:autoscaling:groupName"] },
    ];
    const running: RunningInstance[] = [];
    for await (const page of paginateDescribeInstances({ client: this.ec2 }, { Filters: filters })) {
      for (const instance of page.Reservations?.flatMap(({ Instances = [] }) => Instances) ?? []) {
        const group = tag(instance, "aws:autoscaling:groupName");
        if (instance.InstanceId === undefined || group === undefined) continue;
        const id = tag(instance, "aws:ec2launchtemplate:id");
        running.push({
          id: instance.InstanceId,
          group,
          launchTemplate:
            id === undefined
              ? undefined
              : { id, version: tag(instance, "aws:ec2launchtemplate:version") ?? "$Default" },
          targetGroupArn: targetGroups.get(group),
        });
      }
    }
    return running;
  }

  /** Role of the instance's profile, as its launch template names it: moto's instances do not show theirs. */
  async role({ launchTemplate }: RunningInstance): Promise<string | undefined> {
    if (!launchTemplate) return undefined;
    const { LaunchTemplateVersions: [version] = [] } = await this.ec2.send(
      new DescribeLaunchTemplateVersionsCommand({
        LaunchTemplateId: launchTemplate.id,
        Versions: [launchTemplate.version],
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

function tag({ Tags = [] }: Instance, key: string): string | undefined {
  return Tags.find(({ Key }) => Key === key)?.Value;
}
