import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Wafv2WebAcl, type Wafv2WebAclRule } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import { Wafv2WebAclLoggingConfiguration } from "@cdktf/provider-aws/lib/wafv2-web-acl-logging-configuration";
import { Construct } from "constructs";

export interface FirewallProps {
  /** Of the web ACL. */
  readonly name: string;
  readonly loadBalancerArn: string;
  /** `count` lets everything through and counts what `block` would refuse. */
  readonly mode: "block" | "count";
  /** Names of AWS's own rule groups, asked in this order. */
  readonly managedRules: readonly string[];
  /** From one address in 5 minutes, 10 to 2,000,000,000. */
  readonly requestsPerAddress: number;
  readonly logRetentionDays: number;
  /** Key that CloudWatch Logs may use for groups of this name. */
  readonly logKeyArn: string;
}

/**
 * WAF writes to groups whose names begin so, and to no others:
 * https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html#logging-cw-logs-naming
 */
export function firewallLogGroup(name: string): string {
  return `aws-waf-logs-${name}`;
}

/** Refuses requests before they reach a listener: floods from one address, and what AWS's rules know as attacks. */
export class Firewall extends Construct {
  constructor(scope: Construct, id: string, props: FirewallProps) {
    super(scope, id);
    const { name, loadBalancerArn, logRetentionDays, logKeyArn } = props;
    const acl = new Wafv2WebAcl(this, "web-acl", {
      name,
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      // The cheap rule first: what it refuses, no other is asked about.
      rule: [rateLimit(props), ...managed(props)],
      visibilityConfig: visibility(name),
    });
    const logGroup = new CloudwatchLogGroup(this, "log-group", {
      name: firewallLogGroup(name),
      retentionInDays: logRetentionDays,
      kmsKeyId: logKeyArn,
    });
    new Wafv2WebAclLoggingConfiguration(this, "logging", {
      resourceArn: acl.arn,
      logDestinationConfigs: [logGroup.arn],
      redactedFields: ["authorization", "cookie"].map((header) => ({ singleHeader: { name: header } })),
      // What passes is in the load balancer's own logs.
      loggingFilter: {
        defaultBehavior: "DROP",
        filter: [
          {
            behavior: "KEEP",
            requirement: "MEETS_ANY",
            condition: ["BLOCK", "COUNT", "EXCLUDED_AS_COUNT"].map((action) => ({
              actionCondition: { action },
            })),
          },
        ],
      },
    });
    new Wafv2WebAclAssociation(this, "association", {
      resourceArn: loadBalancerArn,
      webAclArn: acl.arn,
    });
  }
}

function rateLimit({ mode, requestsPerAddress: limit }: FirewallProps): Wafv2WebAclRule {
  return {
    name: "requests-per-address",
    priority: 0,
    action: mode === "block" ? { block: {} } : { count: {} },
    statement: { rate_based_statement: { limit, aggregate_key_type: "IP" } },
    visibilityConfig: visibility("requests-per-address"),
  };
}

function managed({ mode, managedRules }: FirewallProps): Wafv2WebAclRule[] {
  return managedRules.map((name, index) => ({
    name,
    priority: index + 1,
    overrideAction: mode === "block" ? { none: {} } : { count: {} },
    statement: { managed_rule_group_statement: { name, vendor_name: "AWS" } },
    visibilityConfig: visibility(name),
  }));
}

/** No samples: they would show the headers that the log leaves out. */
function visibility(metricName: string) {
  return { metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false };
}
