import { setTimeout as sleep } from "node:timers/promises";
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { clientConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";

/** Percent of the traffic by target group name's last word: the colour. */
export type Weights = Readonly<Record<string, number>>;

export interface WeightChange {
  /** Wall-clock milliseconds. */
  readonly at: number;
  readonly weights: Weights;
}

/** Watches the production rule's weights, as the load balancer's own API tells them. */
export class TrafficSplit {
  readonly changes: WeightChange[] = [];

  private constructor(
    private readonly client: ElasticLoadBalancingV2Client,
    private readonly ruleArn: string,
    /** Name and port of the production listener. */
    readonly address: { readonly dnsName: string; readonly port: number },
  ) {}

  static async in(context: LocalContext, place: Place): Promise<TrafficSplit> {
    const client = new ElasticLoadBalancingV2Client(clientConfiguration(context, place));
    const { LoadBalancers: [balancer] = [] } = await client.send(new DescribeLoadBalancersCommand({}));
    if (balancer?.DNSName === undefined) throw new Error("demo: no load balancer is deployed");
    const { Listeners: listeners = [] } = await client.send(
      new DescribeListenersCommand({ LoadBalancerArn: balancer.LoadBalancerArn }),
    );
    for (const listener of listeners) {
      const { Rules: rules = [] } = await client.send(
        new DescribeRulesCommand({ ListenerArn: listener.ListenerArn }),
      );
      const weighted = rules.find((rule) =>
        rule.Actions?.some((action) => (action.ForwardConfig?.TargetGroups?.length ?? 0) > 1),
      );
      if (weighted?.RuleArn !== undefined && listener.Port !== undefined) {
        return new TrafficSplit(client, weighted.RuleArn, { dnsName: balancer.DNSName, port: listener.Port });
      }
    }
    throw new Error("demo: no listener rule forwards to two target groups");
  }

  async weights(abortSignal?: AbortSignal): Promise<Weights> {
    const { Rules: [rule] = [] } = await this.client.send(
      new DescribeRulesCommand({ RuleArns: [this.ruleArn] }),
      { abortSignal },
    );
    const groups = rule?.Actions?.find((action) => action.ForwardConfig)?.ForwardConfig?.TargetGroups ?? [];
    return Object.fromEntries(
      groups.map(({ TargetGroupArn, Weight }) => [colourOf(TargetGroupArn ?? ""), Weight ?? 0]),
    );
  }

  /** Records every change until `signal` aborts; resolves then. */
  async watch(signal: AbortSignal): Promise<void> {
    try {
      for (;;) {
        const weights = await this.weights(signal);
        const last = this.changes.at(-1);
        if (last === undefined || JSON.stringify(last.weights) !== JSON.stringify(weights)) {
          this.changes.push({ at: Date.now(), weights });
        }
        await sleep(100, undefined, { signal });
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

/** The colour that gets everything, or undefined while a canary runs. */
export function liveColour(weights: Weights): string | undefined {
  return Object.keys(weights).find((colour) => weights[colour] === 100);
}

/** `arn:…:targetgroup/slipway-dev-blue/0123` → `blue`. */
function colourOf(targetGroupArn: string): string {
  return targetGroupArn.split("/")[1]?.split("-").at(-1) ?? targetGroupArn;
}
