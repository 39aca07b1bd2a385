import { Firewall, type FirewallProps } from "../../../modules/blue-green/firewall";
import { synth } from "../../synth";
import { attributes, resources } from "./resources";

const firewall = (overrides: Partial<FirewallProps> = {}) =>
  synth((stack) => {
    new Firewall(stack, "firewall", {
      name: "shop-dev",
      loadBalancerArn: "arn:lb",
      mode: "block",
      managedRules: ["AWSManagedRulesSQLiRuleSet", "AWSManagedRulesCommonRuleSet"],
      requestsPerAddress: 2000,
      logRetentionDays: 30,
      logKeyArn: "arn:key",
      ...overrides,
    });
  });
const json = firewall();
const only = (type: string, text = json) => attributes(text, type)[0];
const [acl] = Object.keys(resources(json, "aws_wafv2_web_acl"));
const [group] = Object.keys(resources(json, "aws_cloudwatch_log_group"));

test("refuses floods and what the managed rules know, in order, and lets all else through", () => {
  const visible = (metric_name: string) => ({
    metric_name,
    cloudwatch_metrics_enabled: true,
    sampled_requests_enabled: false,
  });
  const managed = (name: string, priority: number) => ({
    name,
    priority,
    override_action: { none: {} },
    statement: { managed_rule_group_statement: { name, vendor_name: "AWS" } },
    visibility_config: visible(name),
  });
  expect(only("aws_wafv2_web_acl")).toEqual({
    name: "shop-dev",
    scope: "REGIONAL",
    default_action: { allow: {} },
    visibility_config: visible("shop-dev"),
    rule: [
      {
        name: "requests-per-address",
        priority: 0,
        action: { block: {} },
        statement: { rate_based_statement: { limit: 2000, aggregate_key_type: "IP" } },
        visibility_config: visible("requests-per-address"),
      },
      managed("AWSManagedRulesSQLiRuleSet", 1),
      managed("AWSManagedRulesCommonRuleSet", 2),
    ],
  });
});

test("counts what it would refuse, where it is told to", () => {
  const { rule } = only("aws_wafv2_web_acl", firewall({ mode: "count" })) ?? {};
  expect(rule).toEqual([
    expect.objectContaining({ action: { count: {} } }),
    expect.objectContaining({ override_action: { count: {} } }),
    expect.objectContaining({ override_action: { count: {} } }),
  ]);
});

test("writes down what it refuses, without what would let a reader in", () => {
  expect(only("aws_cloudwatch_log_group")).toEqual({
    name: "aws-waf-logs-shop-dev",
    retention_in_days: 30,
    kms_key_id: "arn:key",
  });
  expect(only("aws_wafv2_web_acl_logging_configuration")).toEqual({
    resource_arn: `\${aws_wafv2_web_acl.${acl}.arn}`,
    log_destination_configs: [`\${aws_cloudwatch_log_group.${group}.arn}`],
    redacted_fields: [{ single_header: { name: "authorization" } }, { single_header: { name: "cookie" } }],
    logging_filter: {
      default_behavior: "DROP",
      filter: [
        {
          behavior: "KEEP",
          requirement: "MEETS_ANY",
          condition: ["BLOCK", "COUNT", "EXCLUDED_AS_COUNT"].map((action) => ({
            action_condition: { action },
          })),
        },
      ],
    },
  });
});

test("stands before the load balancer", () => {
  expect(only("aws_wafv2_web_acl_association")).toEqual({
    resource_arn: "arn:lb",
    web_acl_arn: `\${aws_wafv2_web_acl.${acl}.arn}`,
  });
});
