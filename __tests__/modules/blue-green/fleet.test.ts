import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Fleet } from "../../../modules/blue-green/fleet";
import type { FleetProps } from "../../../modules/blue-green/fleet";
import { synth } from "../../synth";
import { attributes, resources } from "./resources";

function synthFleet(overrides: Partial<FleetProps> = {}): string {
  return synth((stack) => {
    new Fleet(stack, "blue", {
      name: "shop-dev-blue",
      testGroupName: "shop-dev-testb",
      vpcId: "vpc-1",
      subnetIds: ["subnet-1", "subnet-2"],
      securityGroup: new SecurityGroup(stack, "group", {}),
      instanceProfile: new IamInstanceProfile(stack, "profile"),
      imageId: "ami-1",
      instanceType: "t3.small",
      cpuCredits: "standard",
      detailedMonitoring: false,
      tenancy: "default",
      placement: "none",
      volumeGib: 16,
      volumeKeyArn: "arn:aws:kms:eu-west-1:222222222222:key/1",
      userData: "#!/bin/bash\n",
      maximum: 4,
      healthPath: "/health",
      port: 8080,
      deregistrationDelaySeconds: 30,
      tags: { colour: "blue" },
      preventDestroy: false,
      ...overrides,
    });
  });
}
const only = (json: string, type: string) => attributes(json, type)[0];

describe("Fleet", () => {
  const json = synthFleet();

  it("registers instances in target groups of its own, for users and for testers, that no cookie can bind to", () => {
    const group = (name: string) => ({
      name,
      vpc_id: "vpc-1",
      port: 8080,
      protocol: "HTTP",
      target_type: "instance",
      deregistration_delay: "30",
      stickiness: { type: "lb_cookie", enabled: false },
      health_check: {
        path: "/health",
        matcher: "200",
        interval: 10,
        timeout: 5,
        healthy_threshold: 2,
        unhealthy_threshold: 2,
      },
      lifecycle: { prevent_destroy: false },
    });
    expect(attributes(json, "aws_lb_target_group")).toEqual([
      group("shop-dev-blue"),
      group("shop-dev-testb"),
    ]);
  });

  it("starts instances that answer IMDSv2 only, with an encrypted disk and without a key", () => {
    const template = only(json, "aws_launch_template");
    expect(template).toEqual({
      name: "shop-dev-blue",
      image_id: "ami-1",
      instance_type: "t3.small",
      iam_instance_profile: { arn: "${aws_iam_instance_profile.profile.arn}" },
      credit_specification: { cpu_credits: "standard" },
      monitoring: { enabled: false },
      placement: { tenancy: "default" },
      vpc_security_group_ids: ["${aws_security_group.group.id}"],
      user_data: Buffer.from("#!/bin/bash\n").toString("base64"),
      metadata_options: { http_endpoint: "enabled", http_tokens: "required", http_put_response_hop_limit: 1 },
      block_device_mappings: [
        {
          device_name: "/dev/xvda",
          ebs: {
            volume_type: "gp3",
            volume_size: 16,
            encrypted: "true",
            kms_key_id: "arn:aws:kms:eu-west-1:222222222222:key/1",
            delete_on_termination: "true",
          },
        },
      ],
      tag_specifications: [{ resource_type: "volume", tags: { Name: "shop-dev-blue", colour: "blue" } }],
    });
  });

  it("starts empty, and lets Terraform neither count nor replace instances", () => {
    const [template] = Object.keys(resources(json, "aws_launch_template"));
    const groups = Object.keys(resources(json, "aws_lb_target_group"));
    expect(groups).toHaveLength(2);
    expect(only(json, "aws_autoscaling_group")).toEqual({
      name: "shop-dev-blue",
      vpc_zone_identifier: ["subnet-1", "subnet-2"],
      min_size: 0,
      desired_capacity: 0,
      max_size: 4,
      launch_template: {
        id: `\${aws_launch_template.${template}.id}`,
        version: `\${aws_launch_template.${template}.latest_version}`,
      },
      target_group_arns: groups.map((group) => `\${aws_lb_target_group.${group}.arn}`),
      health_check_type: "ELB",
      health_check_grace_period: 120,
      wait_for_capacity_timeout: "0",
      tag: [
        { key: "Name", value: "shop-dev-blue", propagate_at_launch: true },
        { key: "colour", value: "blue", propagate_at_launch: true },
      ],
      lifecycle: {
        ignore_changes: ["min_size", "desired_capacity", "suspended_processes", "launch_template[0].version"],
        prevent_destroy: false,
      },
    });
  });

  it("keeps an instance out of service until it says that it is ready, and replaces one that does not", () => {
    expect(attributes(json, "aws_autoscaling_lifecycle_hook")).toEqual([
      {
        name: "agent-answers",
        autoscaling_group_name: expect.stringContaining("aws_autoscaling_group") as string,
        lifecycle_transition: "autoscaling:EC2_INSTANCE_LAUNCHING",
        heartbeat_timeout: 600,
        default_result: "ABANDON",
      },
    ]);
  });

  it("launches mixed instances on demand, the best type first, from versions that the release pins", () => {
    const mixed = synthFleet({ mixedInstances: { alternatives: ["t3a.small", "t2.small"] } });
    const [template] = Object.keys(resources(mixed, "aws_launch_template"));
    const group = only(mixed, "aws_autoscaling_group");
    expect(group).not.toHaveProperty("launch_template");
    expect(group).toMatchObject({
      mixed_instances_policy: {
        instances_distribution: {
          on_demand_allocation_strategy: "prioritized",
          on_demand_base_capacity: 0,
          on_demand_percentage_above_base_capacity: 100,
          spot_allocation_strategy: "price-capacity-optimized",
        },
        launch_template: {
          launch_template_specification: {
            launch_template_id: `\${aws_launch_template.${template}.id}`,
            version: `\${aws_launch_template.${template}.latest_version}`,
          },
          override: [
            { instance_type: "t3.small" },
            { instance_type: "t3a.small" },
            { instance_type: "t2.small" },
          ],
        },
      },
      capacity_rebalance: false,
      lifecycle: {
        ignore_changes: [
          "min_size",
          "desired_capacity",
          "suspended_processes",
          "mixed_instances_policy[0].launch_template[0].launch_template_specification[0].version",
        ],
      },
    });
  });

  it("replaces spot instances that EC2 is about to take back", () => {
    const spot = { alternatives: ["t3a.small"], onDemandBase: 1, onDemandPercentAboveBase: 25 };
    expect(only(synthFleet({ mixedInstances: spot }), "aws_autoscaling_group")).toMatchObject({
      capacity_rebalance: true,
      mixed_instances_policy: {
        instances_distribution: {
          on_demand_base_capacity: 1,
          on_demand_percentage_above_base_capacity: 25,
        },
      },
    });
  });

  it.each([
    ["on racks of their own", "spread", { strategy: "spread" }],
    ["in partitions", { partitions: 3 }, { strategy: "partition", partition_count: 3 }],
  ] as const)("keeps instances %s", (_, placement, expected) => {
    const placed = synthFleet({ placement });
    const [group] = Object.keys(resources(placed, "aws_placement_group"));
    expect(attributes(placed, "aws_placement_group")).toEqual([{ name: "shop-dev-blue", ...expected }]);
    expect(only(placed, "aws_launch_template")).toMatchObject({
      placement: { tenancy: "default", group_name: `\${aws_placement_group.${group}.name}` },
    });
  });

  it("says nothing of credits for instances that have none", () => {
    expect(only(synthFleet({ cpuCredits: "none" }), "aws_launch_template")).not.toHaveProperty(
      "credit_specification",
    );
  });

  it.each([
    ["port", { port: 9090 }, "aws_lb_target_group", { port: 9090 }],
    ["delay", { deregistrationDelaySeconds: 120 }, "aws_lb_target_group", { deregistration_delay: "120" }],
    ["path", { healthPath: "/up" }, "aws_lb_target_group", { health_check: { path: "/up" } }],
    ["grace", { healthCheckGraceSeconds: 600 }, "aws_autoscaling_group", { health_check_grace_period: 600 }],
    [
      "protection of the target group",
      { preventDestroy: true },
      "aws_lb_target_group",
      { lifecycle: { prevent_destroy: true } },
    ],
    [
      "protection of the group",
      { preventDestroy: true },
      "aws_autoscaling_group",
      { lifecycle: { prevent_destroy: true } },
    ],
    ["maximum", { maximum: 24 }, "aws_autoscaling_group", { max_size: 24, min_size: 0 }],
    [
      "volume",
      { volumeGib: 64 },
      "aws_launch_template",
      { block_device_mappings: [{ ebs: { volume_size: 64 } }] },
    ],
    ["monitoring", { detailedMonitoring: true }, "aws_launch_template", { monitoring: { enabled: true } }],
    ["tenancy", { tenancy: "dedicated" }, "aws_launch_template", { placement: { tenancy: "dedicated" } }],
    ["type", { instanceType: "m7g.large" }, "aws_launch_template", { instance_type: "m7g.large" }],
  ] as const)("takes the %s from its props", (_, overrides, type, expected) => {
    expect(only(synthFleet(overrides), type)).toMatchObject(expected);
  });
});
