import {
  type AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  ResumeProcessesCommand,
  SetInstanceHealthCommand,
  SuspendProcessesCommand,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import type { Colour, PerColour } from "../model/colour";
import type { Fleet, Fleets } from "../model/ports";

export class AutoScalingFleets implements Fleets {
  constructor(
    private readonly autoScaling: AutoScalingClient,
    private readonly names: PerColour<string>,
  ) {}

  async describe(colour: Colour): Promise<Fleet> {
    const group = await this.group(colour);
    const launchTemplateId = (
      group.LaunchTemplate ?? group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification
    )?.LaunchTemplateId;
    if (launchTemplateId === undefined)
      throw new Error(`fleet ${this.names[colour]}: must have a launch template`);
    return {
      minimum: group.MinSize ?? 0,
      desired: group.DesiredCapacity ?? 0,
      maximum: group.MaxSize ?? 0,
      instances: (group.Instances ?? []).map((instance) => ({
        id: instance.InstanceId ?? "unknown",
        lifecycleState: instance.LifecycleState ?? "unknown",
        launchTemplateVersion: instance.LaunchTemplate?.Version,
      })),
      suspended: (group.SuspendedProcesses ?? []).map(({ ProcessName = "unknown" }) => ProcessName),
      launchTemplateId,
    };
  }

  async resize(colour: Colour, minimum: number, desired?: number): Promise<void> {
    await this.autoScaling.send(
      new UpdateAutoScalingGroupCommand({
        AutoScalingGroupName: this.names[colour],
        MinSize: minimum,
        DesiredCapacity: desired,
      }),
    );
  }

  async pin(colour: Colour, launchTemplateId: string, version: string): Promise<void> {
    const { MixedInstancesPolicy: mixed } = await this.group(colour);
    const template = { LaunchTemplateId: launchTemplateId, Version: version };
    await this.autoScaling.send(
      new UpdateAutoScalingGroupCommand({
        AutoScalingGroupName: this.names[colour],
        ...(mixed === undefined
          ? { LaunchTemplate: template }
          : // As a whole: what happens to parts that a request leaves out is not documented.
            {
              MixedInstancesPolicy: {
                ...mixed,
                LaunchTemplate: { ...mixed.LaunchTemplate, LaunchTemplateSpecification: template },
              },
            }),
      }),
    );
  }

  async suspend(colour: Colour, processes: readonly string[]): Promise<void> {
    await this.autoScaling.send(
      new SuspendProcessesCommand({
        AutoScalingGroupName: this.names[colour],
        ScalingProcesses: [...processes],
      }),
    );
  }

  async resume(colour: Colour, processes: readonly string[]): Promise<void> {
    await this.autoScaling.send(
      new ResumeProcessesCommand({
        AutoScalingGroupName: this.names[colour],
        ScalingProcesses: [...processes],
      }),
    );
  }

  async markHealthy(instanceId: string): Promise<void> {
    await this.autoScaling.send(
      new SetInstanceHealthCommand({ InstanceId: instanceId, HealthStatus: "Healthy" }),
    );
  }

  private async group(colour: Colour): Promise<AutoScalingGroup> {
    const name = this.names[colour];
    const { AutoScalingGroups } = await this.autoScaling.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
    );
    const group = AutoScalingGroups?.[0];
    if (group === undefined) throw new Error(`fleet ${name}: must exist`);
    return group;
  }
}
