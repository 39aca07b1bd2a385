import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  DeleteAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  ResumeProcessesCommand,
  SetDesiredCapacityCommand,
  SetInstanceHealthCommand,
  SuspendProcessesCommand,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  CreateLaunchTemplateCommand,
  DeleteLaunchTemplateCommand,
  EC2Client,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { networkOf } from "../network";
import { refusal, type ProbeGroup } from "../probe";
import { credentialsOf } from "../roles";
import type { Sandbox } from "../sandbox";

const GROUPS = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html";
const PROCESSES = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html";

/** A fleet of no instances: what has none costs nothing. */
export function fleetOf(sandbox: Sandbox): Promise<string> {
  return sandbox.once("fleet", async () => {
    const { subnetIds } = await networkOf(sandbox);
    const ec2 = sandbox.client(EC2Client);
    const LaunchTemplateName = sandbox.name("template");
    await ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName,
        LaunchTemplateData: {
          ImageId: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
          InstanceType: "t3.micro",
        },
        TagSpecifications: [{ ResourceType: "launch-template", Tags: sandbox.tagList }],
      }),
    );
    sandbox.undo("launch template", () => ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateName })));
    const client = sandbox.client(AutoScalingClient);
    const AutoScalingGroupName = sandbox.name("fleet");
    await client.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName,
        LaunchTemplate: { LaunchTemplateName, Version: "1" },
        MinSize: 0,
        MaxSize: 2,
        DesiredCapacity: 0,
        VPCZoneIdentifier: subnetIds.join(","),
        Tags: sandbox.tagList.map((tag) => ({ ...tag, PropagateAtLaunch: true })),
      }),
    );
    sandbox.undo("fleet", () =>
      client.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName, ForceDelete: true })),
    );
    return AutoScalingGroupName;
  });
}

async function described(sandbox: Sandbox) {
  const AutoScalingGroupNames = [await fleetOf(sandbox)];
  const { AutoScalingGroups } = await sandbox
    .client(AutoScalingClient)
    .send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames }));
  return AutoScalingGroups?.[0];
}

export const autoScalingProbes: ProbeGroup = {
  service: "Auto Scaling",
  probes: [
    {
      id: "asg-capacity",
      behaviour: "a desired capacity above the maximum is refused",
      documentation: "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetDesiredCapacity.html",
      expected: "ValidationError",
      run: async (sandbox) => {
        const AutoScalingGroupName = await fleetOf(sandbox);
        return refusal(
          sandbox
            .client(AutoScalingClient)
            .send(new SetDesiredCapacityCommand({ AutoScalingGroupName, DesiredCapacity: 3 })),
        );
      },
    },
    {
      id: "asg-sizes",
      behaviour: "a minimum above the maximum is refused",
      documentation: GROUPS,
      expected: "ValidationError",
      run: async (sandbox) => {
        const AutoScalingGroupName = await fleetOf(sandbox);
        return refusal(
          sandbox
            .client(AutoScalingClient)
            .send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, MinSize: 3 })),
        );
      },
    },
    {
      id: "asg-suspend",
      behaviour: "suspended processes are told until they are resumed",
      documentation: PROCESSES,
      expected: "HealthCheck,ReplaceUnhealthy then none",
      run: async (sandbox) => {
        const AutoScalingGroupName = await fleetOf(sandbox);
        const client = sandbox.client(AutoScalingClient);
        const ScalingProcesses = ["ReplaceUnhealthy", "HealthCheck"];
        const names = async () => {
          const processes = (await described(sandbox))?.SuspendedProcesses ?? [];
          return (
            processes
              .map(({ ProcessName = "" }) => ProcessName)
              .sort()
              .join() || "none"
          );
        };
        // A read may be some seconds older than the write before it.
        const told = async (wanted: string) =>
          (await sandbox.until(async () => ((await names()) === wanted ? wanted : undefined), 30)) ?? names();
        await client.send(new SuspendProcessesCommand({ AutoScalingGroupName, ScalingProcesses }));
        const suspended = await told("HealthCheck,ReplaceUnhealthy");
        await client.send(new ResumeProcessesCommand({ AutoScalingGroupName, ScalingProcesses }));
        return `${suspended} then ${await told("none")}`;
      },
    },
    {
      id: "asg-process-name",
      behaviour: "a process that is not known is refused",
      documentation: PROCESSES,
      expected: "ValidationError",
      run: async (sandbox) => {
        const AutoScalingGroupName = await fleetOf(sandbox);
        const ScalingProcesses = ["Relaunch"];
        return refusal(
          sandbox
            .client(AutoScalingClient)
            .send(new SuspendProcessesCommand({ AutoScalingGroupName, ScalingProcesses })),
        );
      },
    },
    {
      id: "asg-template-version",
      behaviour: "a group runs the template's version that it was given by number",
      documentation:
        "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_LaunchTemplateSpecification.html",
      expected: "1",
      run: async (sandbox) => (await described(sandbox))?.LaunchTemplate?.Version ?? "none",
    },
    {
      id: "asg-missing-instance",
      behaviour: "the health of an instance that is in no group cannot be set",
      documentation: "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetInstanceHealth.html",
      expected: "ValidationError",
      run: (sandbox) =>
        refusal(
          sandbox
            .client(AutoScalingClient)
            .send(
              new SetInstanceHealthCommand({ InstanceId: "i-12345678901234567", HealthStatus: "Healthy" }),
            ),
        ),
    },
    {
      id: "asg-template-permission",
      behaviour: "who changes a group with a launch template must be allowed to launch from it",
      documentation:
        "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html",
      expected: "AccessDenied",
      run: async (sandbox) => {
        const AutoScalingGroupName = await fleetOf(sandbox);
        const updater = await credentialsOf(sandbox, "updater", [
          { Effect: "Allow", Action: ["autoscaling:UpdateAutoScalingGroup"], Resource: "*" },
        ]);
        const LaunchTemplate = { LaunchTemplateName: sandbox.name("template"), Version: "1" };
        return refusal(
          sandbox
            .client(AutoScalingClient, updater)
            .send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, LaunchTemplate })),
        );
      },
    },
    {
      id: "asg-template-override",
      behaviour: "who may launch from a template only cannot bring other user data",
      documentation:
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/use-launch-templates-to-control-launching-instances.html",
      expected: "UnauthorizedOperation",
      run: async (sandbox) => {
        await fleetOf(sandbox);
        const launcher = await credentialsOf(sandbox, "launcher", [
          {
            Effect: "Allow",
            Action: ["ec2:RunInstances"],
            Resource: "*",
            Condition: { Bool: { "ec2:IsLaunchTemplateResource": "true" } },
          },
        ]);
        const { subnetIds } = await networkOf(sandbox);
        const launch = new RunInstancesCommand({
          DryRun: true,
          LaunchTemplate: { LaunchTemplateName: sandbox.name("template"), Version: "1" },
          SubnetId: subnetIds[0],
          UserData: Buffer.from("#!/bin/sh").toString("base64"),
          MinCount: 1,
          MaxCount: 1,
        });
        return refusal(sandbox.client(EC2Client, launcher).send(launch));
      },
    },
    {
      id: "asg-service-linked-role",
      behaviour: "a group tells the service-linked role that launches its instances",
      documentation:
        "https://docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-service-linked-role.html",
      expected: "AWSServiceRoleForAutoScaling",
      run: async (sandbox) => (await described(sandbox))?.ServiceLinkedRoleARN?.split("/").at(-1) ?? "none",
    },
  ],
};
