import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { AutoScalingFleets } from "../../../lambda-src/aws/auto-scaling";
import { fakeClient } from "../fake-client";

function fleets(answers: Record<string, unknown>) {
  const autoScaling = fakeClient<AutoScalingClient>(answers);
  const names = { blue: "dev-blue", green: "dev-green" };
  return {
    fleets: new AutoScalingFleets(autoScaling.client, names),
    sent: autoScaling.sent,
  };
}

const group = {
  MinSize: 2,
  DesiredCapacity: 3,
  MaxSize: 4,
  LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "4" },
  Instances: [{ InstanceId: "i-1", LifecycleState: "InService", LaunchTemplate: { Version: "4" } }],
  SuspendedProcesses: [{ ProcessName: "HealthCheck", SuspensionReason: "User suspended at …" }],
};

test("describes a fleet as far as a release cares", async () => {
  const { fleets: both, sent } = fleets({ DescribeAutoScalingGroups: { AutoScalingGroups: [group] } });
  await expect(both.describe("green")).resolves.toEqual({
    minimum: 2,
    desired: 3,
    maximum: 4,
    instances: [{ id: "i-1", lifecycleState: "InService", launchTemplateVersion: "4" }],
    suspended: ["HealthCheck"],
    launchTemplateId: "lt-1",
  });
  expect(sent).toEqual([["DescribeAutoScalingGroups", { AutoScalingGroupNames: ["dev-green"] }]]);
});

test("names a fleet that does not exist", async () => {
  const { fleets: both } = fleets({ DescribeAutoScalingGroups: { AutoScalingGroups: [] } });
  await expect(both.describe("blue")).rejects.toThrow("fleet dev-blue: must exist");
});

test("names a fleet that launches from no template", async () => {
  const bare = { ...group, LaunchTemplate: undefined };
  const { fleets: both } = fleets({ DescribeAutoScalingGroups: { AutoScalingGroups: [bare] } });
  await expect(both.describe("blue")).rejects.toThrow("fleet dev-blue: must have a launch template");
});

test("leaves the desired capacity alone unless one is given", async () => {
  const { fleets: both, sent } = fleets({ UpdateAutoScalingGroup: {} });
  await both.resize("blue", 2);
  await both.resize("blue", 0, 0);
  expect(sent).toEqual([
    ["UpdateAutoScalingGroup", { AutoScalingGroupName: "dev-blue", MinSize: 2, DesiredCapacity: undefined }],
    ["UpdateAutoScalingGroup", { AutoScalingGroupName: "dev-blue", MinSize: 0, DesiredCapacity: 0 }],
  ]);
});

test("pins a launch template version by its number", async () => {
  const { fleets: both, sent } = fleets({
    DescribeAutoScalingGroups: { AutoScalingGroups: [group] },
    UpdateAutoScalingGroup: {},
  });
  await both.pin("green", "lt-1", "5");
  expect(sent.at(-1)).toEqual([
    "UpdateAutoScalingGroup",
    {
      AutoScalingGroupName: "dev-green",
      LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "5" },
    },
  ]);
});

test("of mixed instances, finds the launch template, and pins its version beside all else that the group says", async () => {
  const InstancesDistribution = {
    OnDemandBaseCapacity: 2,
    SpotAllocationStrategy: "price-capacity-optimized",
  };
  const Overrides = [{ InstanceType: "m7g.large" }, { InstanceType: "m6g.large" }];
  const policyWith = (Version: string) => ({
    InstancesDistribution,
    LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId: "lt-1", Version }, Overrides },
  });
  const mixed = { ...group, LaunchTemplate: undefined, MixedInstancesPolicy: policyWith("4") };
  const { fleets: both, sent } = fleets({
    DescribeAutoScalingGroups: { AutoScalingGroups: [mixed] },
    UpdateAutoScalingGroup: {},
  });
  await expect(both.describe("green")).resolves.toMatchObject({ launchTemplateId: "lt-1" });
  await both.pin("green", "lt-1", "5");
  expect(sent.at(-1)).toEqual([
    "UpdateAutoScalingGroup",
    { AutoScalingGroupName: "dev-green", MixedInstancesPolicy: policyWith("5") },
  ]);
});

test("suspends and resumes the named processes only, and marks an instance healthy", async () => {
  const { fleets: both, sent } = fleets({ SuspendProcesses: {}, ResumeProcesses: {}, SetInstanceHealth: {} });
  const processes = { AutoScalingGroupName: "dev-green", ScalingProcesses: ["HealthCheck", "AZRebalance"] };
  await both.suspend("green", processes.ScalingProcesses);
  await both.resume("green", processes.ScalingProcesses);
  await both.markHealthy("i-1");
  expect(sent).toEqual([
    ["SuspendProcesses", processes],
    ["ResumeProcesses", processes],
    ["SetInstanceHealth", { InstanceId: "i-1", HealthStatus: "Healthy" }],
  ]);
});
