import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DeleteRuleCommand,
  DeleteTargetGroupCommand,
  DescribeRulesCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { networkOf } from "../network";
import { refusal, refusalOrUndo, type ProbeGroup } from "../probe";
import type { Sandbox } from "../sandbox";

const RULES = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html";
const GROUPS =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteTargetGroup.html";

interface Balanced {
  readonly listener: string;
  readonly rule: string;
  readonly blue: string;
  readonly green: string;
}

function targetGroup(sandbox: Sandbox, suffix: string): Promise<string> {
  return sandbox.once(`target group ${suffix}`, async () => {
    const client = sandbox.client(ElasticLoadBalancingV2Client);
    const { vpcId } = await networkOf(sandbox);
    const { TargetGroups } = await client.send(
      new CreateTargetGroupCommand({
        Name: sandbox.name(suffix),
        Protocol: "HTTP",
        Port: 80,
        VpcId: vpcId,
        Tags: sandbox.tagList,
      }),
    );
    const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn ?? "";
    sandbox.undo(`target group ${suffix}`, () =>
      client.send(new DeleteTargetGroupCommand({ TargetGroupArn })),
    );
    return TargetGroupArn;
  });
}

function forward(blue: string, green: string, weight: number) {
  const TargetGroups = [
    { TargetGroupArn: blue, Weight: 100 - weight },
    { TargetGroupArn: green, Weight: weight },
  ];
  return [{ Type: "forward" as const, ForwardConfig: { TargetGroups } }];
}

const paths = (path: string) => [{ Field: "path-pattern", Values: [path] }];

/** A balancer with one weighted rule, as a service has it. */
function balanced(sandbox: Sandbox): Promise<Balanced> {
  return sandbox.once("balancer", async () => {
    const client = sandbox.client(ElasticLoadBalancingV2Client);
    const { subnetIds } = await networkOf(sandbox);
    const [blue, green] = [await targetGroup(sandbox, "blue"), await targetGroup(sandbox, "green")];
    const { LoadBalancers } = await client.send(
      new CreateLoadBalancerCommand({
        Name: sandbox.name("lb"),
        Scheme: "internal",
        Subnets: [...subnetIds],
        Tags: sandbox.tagList,
      }),
    );
    const LoadBalancerArn = LoadBalancers?.[0]?.LoadBalancerArn ?? "";
    sandbox.undo("load balancer", () => client.send(new DeleteLoadBalancerCommand({ LoadBalancerArn })));
    const { Listeners } = await client.send(
      new CreateListenerCommand({
        LoadBalancerArn,
        Protocol: "HTTP",
        Port: 80,
        DefaultActions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "503" } }],
        Tags: sandbox.tagList,
      }),
    );
    const listener = Listeners?.[0]?.ListenerArn ?? "";
    sandbox.undo("listener", () => client.send(new DeleteListenerCommand({ ListenerArn: listener })));
    const { Rules } = await client.send(
      new CreateRuleCommand({
        ListenerArn: listener,
        Priority: 100,
        Conditions: paths("/*"),
        Actions: forward(blue, green, 0),
        Tags: sandbox.tagList,
      }),
    );
    const rule = Rules?.[0]?.RuleArn ?? "";
    sandbox.undo("rule", () => client.send(new DeleteRuleCommand({ RuleArn: rule })));
    return { listener, rule, blue, green };
  });
}

export const loadBalancingProbes: ProbeGroup = {
  service: "Elastic Load Balancing",
  probes: [
    {
      id: "elb-name",
      behaviour: "a load balancer's name has at most 32 characters",
      documentation:
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html",
      expected: "ValidationError",
      run: async (sandbox) => {
        const { subnetIds } = await networkOf(sandbox);
        const Name = sandbox.name("x".repeat(33)).slice(0, 33);
        const client = sandbox.client(ElasticLoadBalancingV2Client);
        const create = new CreateLoadBalancerCommand({ Name, Scheme: "internal", Subnets: [...subnetIds] });
        return refusalOrUndo(sandbox, "long load balancer", client.send(create), ({ LoadBalancers }) =>
          client.send(
            new DeleteLoadBalancerCommand({ LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn }),
          ),
        );
      },
    },
    {
      id: "elb-weights",
      behaviour: "a rule tells the weights that it was given",
      documentation:
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyRule.html",
      expected: "90/10",
      run: async (sandbox) => {
        const { rule, blue, green } = await balanced(sandbox);
        const client = sandbox.client(ElasticLoadBalancingV2Client);
        await client.send(new ModifyRuleCommand({ RuleArn: rule, Actions: forward(blue, green, 10) }));
        const told = async () => {
          const { Rules } = await client.send(new DescribeRulesCommand({ RuleArns: [rule] }));
          const groups = Rules?.[0]?.Actions?.[0]?.ForwardConfig?.TargetGroups ?? [];
          return [blue, green]
            .map((arn) => groups.find(({ TargetGroupArn }) => TargetGroupArn === arn)?.Weight)
            .join("/");
        };
        // A read may be stale for a while.
        return (
          (await sandbox.until(async () => ((await told()) === "90/10" ? "90/10" : undefined), 30)) ?? told()
        );
      },
    },
    {
      id: "elb-weight-limit",
      behaviour: "a weight is at most 999",
      documentation:
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupTuple.html",
      expected: "ValidationError",
      run: async (sandbox) => {
        const { rule, blue } = await balanced(sandbox);
        const TargetGroups = [{ TargetGroupArn: blue, Weight: 1000 }];
        const Actions = [{ Type: "forward" as const, ForwardConfig: { TargetGroups } }];
        return refusal(
          sandbox
            .client(ElasticLoadBalancingV2Client)
            .send(new ModifyRuleCommand({ RuleArn: rule, Actions })),
        );
      },
    },
    {
      id: "elb-group-in-use",
      behaviour: "a target group that a rule names cannot be deleted, also at weight 0",
      documentation: GROUPS,
      expected: "ResourceInUseException",
      run: async (sandbox) => {
        const { green } = await balanced(sandbox);
        return refusal(
          sandbox
            .client(ElasticLoadBalancingV2Client)
            .send(new DeleteTargetGroupCommand({ TargetGroupArn: green })),
        );
      },
    },
    {
      id: "elb-priority-in-use",
      behaviour: "two rules of a listener never have one priority",
      documentation: RULES,
      expected: "PriorityInUseException",
      run: async (sandbox) => {
        const { listener, blue, green } = await balanced(sandbox);
        return refusal(
          sandbox.client(ElasticLoadBalancingV2Client).send(
            new CreateRuleCommand({
              ListenerArn: listener,
              Priority: 100,
              Conditions: paths("/other"),
              Actions: forward(blue, green, 0),
            }),
          ),
        );
      },
    },
    {
      id: "elb-not-registered",
      behaviour: "a target that was never registered is unused, with its reason",
      documentation:
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html",
      expected: "unused Target.NotRegistered",
      run: async (sandbox) => {
        const { blue } = await balanced(sandbox);
        const { TargetHealthDescriptions } = await sandbox.client(ElasticLoadBalancingV2Client).send(
          new DescribeTargetHealthCommand({
            TargetGroupArn: blue,
            Targets: [{ Id: "i-12345678901234567" }],
          }),
        );
        const health = TargetHealthDescriptions?.[0]?.TargetHealth;
        return `${health?.State} ${health?.Reason}`;
      },
    },
    {
      id: "elb-missing-rule",
      behaviour: "a rule that is gone is named as such",
      documentation:
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyRule.html",
      expected: "RuleNotFoundException",
      run: async (sandbox) => {
        const { rule, blue, green } = await balanced(sandbox);
        const RuleArn = rule.replace(/[^/]+$/, "0123456789abcdef");
        return refusal(
          sandbox
            .client(ElasticLoadBalancingV2Client)
            .send(new ModifyRuleCommand({ RuleArn, Actions: forward(blue, green, 0) })),
        );
      },
    },
  ],
};
