import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ElbBalancer } from "../../../lambda-src/aws/elb";
import { fakeClient } from "../fake-client";

const targetGroups = { blue: "arn:blue", green: "arn:green" };

function balancer(answers: Record<string, unknown>) {
  const { client, sent } = fakeClient<ElasticLoadBalancingV2Client>(answers);
  return { balancer: new ElbBalancer(client, "arn:rule", targetGroups), sent };
}

test("reads each colour's weight from the rule by target group, whatever their order", async () => {
  const TargetGroups = [
    { TargetGroupArn: "arn:green", Weight: 20 },
    { TargetGroupArn: "arn:blue", Weight: 80 },
  ];
  const rule = { Actions: [{ Type: "forward", ForwardConfig: { TargetGroups } }] };
  const { balancer: one, sent } = balancer({ DescribeRules: { Rules: [rule] } });
  await expect(one.weights()).resolves.toEqual({ blue: 80, green: 20 });
  expect(sent).toEqual([["DescribeRules", { RuleArns: ["arn:rule"] }]]);
});

test("finds no weight on a colour that the rule does not name", async () => {
  const ForwardConfig = { TargetGroups: [{ TargetGroupArn: "arn:blue", Weight: 100 }] };
  const { balancer: one } = balancer({ DescribeRules: { Rules: [{ Actions: [{ ForwardConfig }] }] } });
  await expect(one.weights()).resolves.toEqual({ blue: 100, green: 0 });
});

test("sets both weights in one call, a weight of 0 too", async () => {
  const { balancer: one, sent } = balancer({ ModifyRule: {} });
  await one.setWeights({ blue: 100, green: 0 });
  const TargetGroups = [
    { TargetGroupArn: "arn:blue", Weight: 100 },
    { TargetGroupArn: "arn:green", Weight: 0 },
  ];
  expect(sent).toEqual([
    ["ModifyRule", { RuleArn: "arn:rule", Actions: [{ Type: "forward", ForwardConfig: { TargetGroups } }] }],
  ]);
});

test("tells a colour's targets with their reasons, without those that are leaving", async () => {
  const target = (Id: string, State: string, Reason?: string) => ({
    Target: { Id, Port: 8080 },
    TargetHealth: { State, Reason },
  });
  const { balancer: one, sent } = balancer({
    DescribeTargetHealth: {
      TargetHealthDescriptions: [
        target("i-1", "healthy"),
        target("i-2", "unhealthy", "Target.Timeout"),
        target("i-3", "draining", "Target.DeregistrationInProgress"),
      ],
    },
  });
  await expect(one.targets("green")).resolves.toEqual([
    { id: "i-1", state: "healthy", reason: undefined },
    { id: "i-2", state: "unhealthy", reason: "Target.Timeout" },
  ]);
  expect(sent).toEqual([["DescribeTargetHealth", { TargetGroupArn: "arn:green" }]]);
});
