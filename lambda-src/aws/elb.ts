import {
  DescribeRulesCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { COLOURS, type Colour, type PerColour, type Weights } from "../model/colour";
import type { Balancer, Target, Targets } from "../model/ports";

export class ElbTargets implements Targets {
  constructor(
    private readonly client: ElasticLoadBalancingV2Client,
    private readonly targetGroups: PerColour<string>,
  ) {}

  async targets(colour: Colour): Promise<Target[]> {
    const { TargetHealthDescriptions = [] } = await this.client.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: this.targetGroups[colour] }),
    );
    return TargetHealthDescriptions.map(({ Target, TargetHealth }) => ({
      id: Target?.Id ?? "unknown",
      state: TargetHealth?.State ?? "unavailable",
      reason: TargetHealth?.Reason,
    })).filter(({ state }) => state !== "draining");
  }
}

export class ElbBalancer implements Balancer {
  constructor(
    private readonly client: ElasticLoadBalancingV2Client,
    private readonly ruleArn: string,
    private readonly targetGroups: PerColour<string>,
  ) {}

  async weights(): Promise<Weights> {
    const { Rules } = await this.client.send(new DescribeRulesCommand({ RuleArns: [this.ruleArn] }));
    const groups = Rules?.[0]?.Actions?.[0]?.ForwardConfig?.TargetGroups ?? [];
    const weight = (colour: Colour): number =>
      groups.find((group) => group.TargetGroupArn === this.targetGroups[colour])?.Weight ?? 0;
    return { blue: weight("blue"), green: weight("green") };
  }

  async setWeights(weights: Weights): Promise<void> {
    const TargetGroups = COLOURS.map((colour) => ({
      TargetGroupArn: this.targetGroups[colour],
      Weight: weights[colour],
    }));
    await this.client.send(
      new ModifyRuleCommand({
        RuleArn: this.ruleArn,
        Actions: [{ Type: "forward", ForwardConfig: { TargetGroups } }],
      }),
    );
  }

  async targets(colour: Colour): Promise<Target[]> {
    return new ElbTargets(this.client, this.targetGroups).targets(colour);
  }
}
