import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import type { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import type { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Construct } from "constructs";
import { LaunchHook } from "./launch-hook";
import { launching, type MixedInstances } from "./launching";
import { type Placement, placementGroup } from "./placement";
import { targetGroup, type TargetGroupProps } from "./target-group";

export interface FleetProps extends TargetGroupProps {
  /** Name of the users' target group, the launch template and the Auto Scaling group: at most 32 characters. */
  readonly name: string;
  /** Name of the testers' target group: at most 32 characters. */
  readonly testGroupName: string;
  readonly subnetIds: string[];
  readonly securityGroup: SecurityGroup;
  readonly instanceProfile: IamInstanceProfile;
  readonly imageId: string;
  readonly instanceType: string;
  /** @default - all instances are of `instanceType`, on demand */
  readonly mixedInstances?: MixedInstances;
  /** How a burstable instance spends CPU beyond its credits; `none` for all other types. */
  readonly cpuCredits: "standard" | "unlimited" | "none";
  /** Metrics of the instances each minute instead of every five. */
  readonly detailedMonitoring: boolean;
  /** Whether the hardware is shared with other accounts. */
  readonly tenancy: "default" | "dedicated";
  readonly placement: Placement;
  readonly volumeGib: number;
  /** Key of the volumes, which Auto Scaling's own role must be granted. */
  readonly volumeKeyArn: string;
  /** Script of the first boot, as plain text. */
  readonly userData: string;
  /** Instances at most; the release sets how many there are. */
  readonly maximum: number;
  /** Tags of instances and volumes, which the provider's default tags do not reach. */
  readonly tags: Readonly<Record<string, string>>;
  /**
   * Seconds after an instance is in service before its health counts.
   * @default 120
   */
  readonly healthCheckGraceSeconds?: number;
  /** Whether a plan that would destroy a target group or the Auto Scaling group fails. */
  readonly preventDestroy: boolean;
}

/**
 * One colour: two target groups, a launch template and an Auto Scaling group that starts empty.
 *
 * AWS counts requests by target group and not by listener. So testers have one of their own with the same instances:
 * what they send is no users' traffic to gates, to scaling, or to whoever waits for a colour to fall silent.
 *
 * Terraform owns what the fleet is made of. The release owns how many instances it has, which processes rest
 * and which version of the launch template it runs, so those four attributes are ignored, and no others.
 */
export class Fleet extends Construct {
  /** Of the production listener. */
  readonly targetGroup: LbTargetGroup;
  /** Of the test listener. */
  readonly testTargetGroup: LbTargetGroup;
  readonly launchTemplate: LaunchTemplate;
  readonly autoScalingGroup: AutoscalingGroup;

  constructor(scope: Construct, id: string, props: FleetProps) {
    super(scope, id);
    this.targetGroup = targetGroup(this, "target-group", props);
    this.testTargetGroup = targetGroup(this, "test-target-group", { ...props, name: props.testGroupName });
    this.launchTemplate = this.createLaunchTemplate(props);
    this.autoScalingGroup = this.createAutoScalingGroup(props);
    new LaunchHook(this, "launch", this.autoScalingGroup);
  }

  private createLaunchTemplate(props: FleetProps): LaunchTemplate {
    const {
      name,
      imageId,
      instanceType,
      instanceProfile,
      securityGroup,
      volumeGib,
      volumeKeyArn,
      userData,
      tags,
    } = props;
    const { cpuCredits, detailedMonitoring, tenancy, placement } = props;
    const apart = placementGroup(this, "placement-group", { name, placement });
    // The default version stays the first one: a release pins a version by its number, nothing follows a default.
    return new LaunchTemplate(this, "launch-template", {
      name,
      imageId,
      instanceType,
      ...(cpuCredits !== "none" && { creditSpecification: { cpuCredits } }),
      monitoring: { enabled: detailedMonitoring },
      placement: { tenancy, groupName: apart?.name },
      iamInstanceProfile: { arn: instanceProfile.arn },
      vpcSecurityGroupIds: [securityGroup.id],
      userData: Buffer.from(userData).toString("base64"),
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            volumeType: "gp3",
            volumeSize: volumeGib,
            encrypted: "true",
            kmsKeyId: volumeKeyArn,
            deleteOnTermination: "true",
          },
        },
      ],
      tagSpecifications: [{ resourceType: "volume", tags: { Name: name, ...tags } }],
    });
  }

  private createAutoScalingGroup(props: FleetProps): AutoscalingGroup {
    const { name, subnetIds, maximum, tags, preventDestroy, healthCheckGraceSeconds = 120 } = props;
    const launched = launching(this.launchTemplate, props.instanceType, props.mixedInstances);
    return new AutoscalingGroup(this, "auto-scaling-group", {
      name,
      vpcZoneIdentifier: subnetIds,
      minSize: 0,
      desiredCapacity: 0,
      maxSize: maximum,
      ...launched.arguments,
      targetGroupArns: [this.targetGroup.arn, this.testTargetGroup.arn],
      healthCheckType: "ELB",
      healthCheckGracePeriod: healthCheckGraceSeconds,
      // Instances are healthy only once a release has installed something on them.
      waitForCapacityTimeout: "0",
      tag: Object.entries({ Name: name, ...tags }).map(([key, value]) => ({
        key,
        value,
        propagateAtLaunch: true,
      })),
      lifecycle: {
        ignoreChanges: ["min_size", "desired_capacity", "suspended_processes", launched.version],
        preventDestroy,
      },
    });
  }
}
