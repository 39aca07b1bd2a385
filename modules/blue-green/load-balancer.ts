import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import type { LbListenerDefaultAction } from "@cdktf/provider-aws/lib/lb-listener";
import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import type { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Construct } from "constructs";
import type { PerColour } from "../../lambda-src/contracts/per-colour";
import type { AccessLogs } from "./access-logs";
import { listenerPorts, tlsOf } from "./listener-ports";
import type { Tls } from "./listener-ports";

export interface LoadBalancerProps {
  /** At most 32 characters. */
  readonly name: string;
  readonly scheme: "internet-facing" | "internal";
  /** Subnets in at least two zones: public ones for an internet-facing load balancer. */
  readonly subnetIds: string[];
  readonly securityGroup: SecurityGroup;
  readonly tls: Tls;
  /**
   * A name in a hosted zone of the same account that leads here.
   * @default - none but AWS's own
   */
  readonly alias?: { readonly domain: string; readonly hostedZone: string };
  readonly logs: AccessLogs;
  /** Against deletion: a plan that would destroy the production rule fails, and AWS keeps the load balancer. */
  readonly protected: boolean;
  /** Both are in the production rule whatever their weights, since a group in no rule is not health-checked. */
  readonly targetGroups: PerColour<LbTargetGroup>;
  /** Groups of the test listener. */
  readonly testTargetGroups: PerColour<LbTargetGroup>;
}

/** No rule matched: a request that belongs to no colour. */
const UNAVAILABLE: LbListenerDefaultAction[] = [
  {
    type: "fixed-response",
    fixedResponse: { contentType: "text/plain", messageBody: "service unavailable", statusCode: "503" },
  },
];

/**
 * One load balancer, two ways in: the production listener, whose weights a release moves, and the test
 * listener, where the header `X-Slipway-Colour` chooses a colour whatever the weights say.
 */
export class LoadBalancer extends Construct {
  /** The rule that a release shifts. */
  readonly productionRule: LbListenerRule;
  readonly testUrl: string;
  readonly arn: string;
  readonly arnSuffix: string;

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    const { name, scheme, subnetIds, securityGroup, tls, alias, logs, testTargetGroups } = props;
    const loadBalancer = new Lb(this, "load-balancer", {
      name,
      loadBalancerType: "application",
      internal: scheme === "internal",
      subnets: subnetIds,
      securityGroups: [securityGroup.id],
      enableDeletionProtection: props.protected,
      dropInvalidHeaderFields: true,
      desyncMitigationMode: "strictest",
      accessLogs: { bucket: logs.bucket, prefix: logs.prefixes.requests, enabled: true },
      connectionLogs: { bucket: logs.bucket, prefix: logs.prefixes.connections, enabled: true },
      dependsOn: [logs.policy],
    });
    const ports = listenerPorts(tls);
    const production = new LbListener(this, "production", {
      loadBalancerArn: loadBalancer.arn,
      port: ports.production,
      ...tlsOf(tls),
      defaultAction: UNAVAILABLE,
    });
    if (ports.redirect !== undefined) this.redirect(loadBalancer, ports.redirect, production);
    this.productionRule = this.weightedRule(production, props);
    const test = new LbListener(this, "test", {
      loadBalancerArn: loadBalancer.arn,
      port: ports.test,
      ...tlsOf(tls),
      defaultAction: UNAVAILABLE,
    });
    this.colourRule("test-blue", test, 10, "blue", testTargetGroups.blue);
    this.colourRule("test-green", test, 20, "green", testTargetGroups.green);
    this.testUrl = `${ports.scheme}://${loadBalancer.dnsName}:${ports.test}`;
    if (alias !== undefined) this.name(loadBalancer, alias);
    this.arn = loadBalancer.arn;
    this.arnSuffix = loadBalancer.arnSuffix;
  }

  private name(loadBalancer: Lb, { domain, hostedZone }: NonNullable<LoadBalancerProps["alias"]>): void {
    new Route53Record(this, "alias", {
      zoneId: hostedZone,
      name: domain,
      type: "A",
      // There is nothing else to answer with: a name that is gone would make an outage longer.
      alias: { name: loadBalancer.dnsName, zoneId: loadBalancer.zoneId, evaluateTargetHealth: false },
    });
  }

  private redirect(loadBalancer: Lb, port: number, production: LbListener): void {
    new LbListener(this, "redirect", {
      loadBalancerArn: loadBalancer.arn,
      port,
      protocol: "HTTP",
      defaultAction: [
        { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
      ],
      // A service that gets its certificate later moves off this port first.
      dependsOn: [production],
    });
  }

  private weightedRule(
    listener: LbListener,
    { targetGroups: { blue, green }, protected: preventDestroy }: LoadBalancerProps,
  ): LbListenerRule {
    return new LbListenerRule(this, "production-rule", {
      listenerArn: listener.arn,
      priority: 100,
      condition: [{ pathPattern: { values: ["/*"] } }],
      action: [
        {
          type: "forward",
          forward: {
            targetGroup: [
              { arn: blue.arn, weight: 100 },
              { arn: green.arn, weight: 0 },
            ],
          },
        },
      ],
      // Weights are the release's. A rule made anew would start at its first weights, on a colour that may be empty.
      lifecycle: { ignoreChanges: ["action"], preventDestroy },
    });
  }

  /** Static, so that the test listener never follows the weights. */
  private colourRule(
    id: string,
    listener: LbListener,
    priority: number,
    colour: string,
    group: LbTargetGroup,
  ): void {
    new LbListenerRule(this, id, {
      listenerArn: listener.arn,
      priority,
      condition: [{ httpHeader: { httpHeaderName: "X-Slipway-Colour", values: [colour] } }],
      action: [{ type: "forward", targetGroupArn: group.arn }],
    });
  }
}
