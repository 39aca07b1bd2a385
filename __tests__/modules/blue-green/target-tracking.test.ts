import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { AccessLogs } from "../../../modules/blue-green/access-logs";
import { LoadBalancer } from "../../../modules/blue-green/load-balancer";
import { TargetTracking } from "../../../modules/blue-green/target-tracking";
import { synth } from "../../synth";
import { attributes } from "./resources";

const json = synth((stack) => {
  const targetGroup = new LbTargetGroup(stack, "blue");
  const loadBalancer = new LoadBalancer(stack, "balancer", {
    name: "shop-dev",
    scheme: "internal",
    subnetIds: ["subnet-1", "subnet-2"],
    securityGroup: new SecurityGroup(stack, "group", {}),
    tls: "plain-http",
    protected: false,
    logs: new AccessLogs(stack, "logs", {
      name: "shop-logs",
      account: "111111111111",
      retentionDays: 30,
      preventDestroy: false,
    }),
    targetGroups: { blue: targetGroup, green: new LbTargetGroup(stack, "green") },
    testTargetGroups: {
      blue: new LbTargetGroup(stack, "test-blue"),
      green: new LbTargetGroup(stack, "test-green"),
    },
  });
  const autoScalingGroup = new AutoscalingGroup(stack, "fleet", {
    name: "shop-blue",
    maxSize: 4,
    minSize: 0,
  });
  new TargetTracking(stack, "scaling", {
    autoScalingGroup,
    targetGroup,
    loadBalancer,
    cpuPercent: 60,
    requestsPerMinute: 2000,
  });
});
const policies = attributes(json, "aws_autoscaling_policy");

describe("TargetTracking", () => {
  it("keeps CPU and requests per instance at their targets", () => {
    expect(policies.map(({ name, target_tracking_configuration: tracked }) => [name, tracked])).toEqual([
      [
        "${aws_autoscaling_group.fleet.name}-cpu",
        {
          predefined_metric_specification: { predefined_metric_type: "ASGAverageCPUUtilization" },
          target_value: 60,
        },
      ],
      [
        "${aws_autoscaling_group.fleet.name}-requests",
        {
          predefined_metric_specification: {
            predefined_metric_type: "ALBRequestCountPerTarget",
            resource_label: expect.stringMatching(
              /^\$\{aws_lb\.\w[^}]*\.arn_suffix\}\/\$\{aws_lb_target_group\.blue\.arn_suffix\}$/,
            ) as string,
          },
          target_value: 2000,
        },
      ],
    ]);
  });

  it("counts requests only once the production rule forwards to the group, as AWS wants it", () => {
    expect(policies.find(({ name }) => String(name).endsWith("-requests"))?.depends_on).toEqual([
      expect.stringMatching(/^aws_lb_listener_rule\.balancer_production-rule/),
    ]);
  });
});
