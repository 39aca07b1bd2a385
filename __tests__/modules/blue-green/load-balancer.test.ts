import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { TerraformOutput } from "cdktf";
import { z } from "zod";
import { AccessLogs } from "../../../modules/blue-green/access-logs";
import { LoadBalancer } from "../../../modules/blue-green/load-balancer";
import type { LoadBalancerProps } from "../../../modules/blue-green/load-balancer";
import { synth } from "../../synth";
import { attributes, resources } from "./resources";

const CERTIFICATE = "arn:aws:acm:eu-west-1:111111111111:certificate/1";
const blue = "${aws_lb_target_group.blue.arn}";
const green = "${aws_lb_target_group.green.arn}";

const outputSchema = z.object({ output: z.object({ "test-url": z.object({ value: z.string() }) }) });

function synthBalancer(overrides: Partial<LoadBalancerProps> = {}): { json: string; testUrl: string } {
  const json = synth((stack) => {
    const balancer = new LoadBalancer(stack, "balancer", {
      name: "shop-dev",
      scheme: "internet-facing",
      subnetIds: ["subnet-1", "subnet-2"],
      securityGroup: new SecurityGroup(stack, "group", {}),
      tls: "plain-http",
      logs: new AccessLogs(stack, "logs", {
        name: "shop-logs",
        account: "111111111111",
        retentionDays: 30,
        preventDestroy: false,
      }),
      protected: false,
      targetGroups: { blue: new LbTargetGroup(stack, "blue"), green: new LbTargetGroup(stack, "green") },
      testTargetGroups: {
        blue: new LbTargetGroup(stack, "test-blue"),
        green: new LbTargetGroup(stack, "test-green"),
      },
      ...overrides,
    });
    new TerraformOutput(stack, "test-url", { value: balancer.testUrl, staticId: true });
  });
  return { json, testUrl: outputSchema.parse(JSON.parse(json)).output["test-url"].value };
}

const listeners = (json: string) => attributes(json, "aws_lb_listener");
const ruleAt = (json: string, priority: number) =>
  attributes(json, "aws_lb_listener_rule").find((rule) => rule.priority === priority);

describe("LoadBalancer", () => {
  const { json, testUrl } = synthBalancer();

  it("drops malformed headers and refuses ambiguous requests", () => {
    expect(json).toHaveResourceWithProperties(
      { tfResourceType: "aws_lb" },
      {
        name: "shop-dev",
        internal: false,
        load_balancer_type: "application",
        drop_invalid_header_fields: true,
        desync_mitigation_mode: "strictest",
        enable_deletion_protection: false,
        subnets: ["subnet-1", "subnet-2"],
        security_groups: ["${aws_security_group.group.id}"],
      },
    );
  });

  it("logs requests and connections, into a bucket that lets it", () => {
    const [balancer] = attributes(json, "aws_lb");
    const bucket = expect.stringMatching(/^\$\{aws_s3_bucket\.logs_bucket_\w+\.id\}$/) as string;
    expect(balancer?.access_logs).toEqual({ bucket, prefix: "requests", enabled: true });
    expect(balancer?.connection_logs).toEqual({ bucket, prefix: "connections", enabled: true });
    expect(balancer?.depends_on).toEqual([expect.stringMatching(/^aws_s3_bucket_policy\.logs_/)]);
  });

  it("has a name of ours in a hosted zone, and none where none is given", () => {
    const { json: named } = synthBalancer({
      alias: { hostedZone: "Z0123456789", domain: "shop.example.com" },
    });
    const [id] = Object.keys(resources(named, "aws_lb"));
    expect(attributes(named, "aws_route53_record")).toEqual([
      {
        zone_id: "Z0123456789",
        name: "shop.example.com",
        type: "A",
        alias: {
          name: `\${aws_lb.${id}.dns_name}`,
          zone_id: `\${aws_lb.${id}.zone_id}`,
          evaluate_target_health: false,
        },
      },
    ]);
    expect(attributes(json, "aws_route53_record")).toEqual([]);
  });

  it("answers 503 where no rule matches, in production and in tests", () => {
    expect(listeners(json).map(({ port, protocol }) => `${String(protocol)} ${String(port)}`)).toEqual([
      "HTTP 80",
      "HTTP 8081",
    ]);
    for (const listener of listeners(json))
      expect(listener.default_action).toEqual([
        {
          type: "fixed-response",
          fixed_response: {
            content_type: "text/plain",
            message_body: "service unavailable",
            status_code: "503",
          },
        },
      ]);
  });

  it("starts with all weight on blue, and leaves the weights to the release from then on", () => {
    expect(ruleAt(json, 100)).toMatchObject({
      condition: [{ path_pattern: { values: ["/*"] } }],
      action: [
        {
          type: "forward",
          forward: {
            target_group: [
              { arn: blue, weight: 100 },
              { arn: green, weight: 0 },
            ],
          },
        },
      ],
      lifecycle: { ignore_changes: ["action"], prevent_destroy: false },
    });
  });

  it("keeps the production rule where it is protected", () => {
    expect(ruleAt(synthBalancer({ protected: true }).json, 100)?.lifecycle).toEqual({
      ignore_changes: ["action"],
      prevent_destroy: true,
    });
  });

  it("chooses the colour by a header on the test listener, in groups that no user's request is counted in", () => {
    for (const [priority, colour] of [
      [10, "blue"],
      [20, "green"],
    ] as const) {
      const arn = `\${aws_lb_target_group.test-${colour}.arn}`;
      const rule = ruleAt(json, priority);
      expect(rule).toMatchObject({
        condition: [{ http_header: { http_header_name: "X-Slipway-Colour", values: [colour] } }],
        action: [{ type: "forward", target_group_arn: arn }],
      });
      expect(rule).not.toHaveProperty("lifecycle");
    }
  });

  it("names the test listener by the load balancer's own name", () => {
    const [id] = Object.keys(resources(json, "aws_lb"));
    expect(testUrl).toBe(`http://\${aws_lb.${id}.dns_name}:8081`);
  });

  it("serves HTTPS with a certificate, and sends plain HTTP there", () => {
    const secure = synthBalancer({ tls: CERTIFICATE });
    const tls = {
      protocol: "HTTPS",
      certificate_arn: CERTIFICATE,
      ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    };
    expect(listeners(secure.json)).toEqual([
      expect.objectContaining({ port: 443, ...tls }),
      expect.objectContaining({
        port: 80,
        protocol: "HTTP",
        default_action: [
          { type: "redirect", redirect: { protocol: "HTTPS", port: "443", status_code: "HTTP_301" } },
        ],
      }),
      expect.objectContaining({ port: 8081, ...tls }),
    ]);
    expect(secure.testUrl).toMatch(/^https:.*:8081$/);
  });

  it("keeps the production rule when a certificate is added later", () => {
    const rules = (text: string) => Object.keys(resources(text, "aws_lb_listener_rule"));
    const secure = synthBalancer({ tls: CERTIFICATE }).json;
    expect(rules(secure)).toEqual(rules(json));
    expect(ruleAt(secure, 100)?.listener_arn).toEqual(ruleAt(json, 100)?.listener_arn);
  });

  it.each([
    ["internal", { scheme: "internal" }, { internal: true }],
    ["protected", { protected: true }, { enable_deletion_protection: true }],
  ] as const)("takes %s from its props", (_, overrides, expected) => {
    expect(synthBalancer(overrides).json).toHaveResourceWithProperties(
      { tfResourceType: "aws_lb" },
      expected,
    );
  });
});
