import { addresses, type Synthesized } from "./addresses";
import { Platform } from "./platform";

/** The stack of the service web in an environment, with changes to the project's own data. */
const service = (name = "dev", changes: Record<string, unknown> = {}): Synthesized =>
  new Platform(changes, name).json(`${name}-web`);

const all = (stack: Synthesized, type: string) => Object.values(stack.resource[type] ?? {});
const names = (stack: Synthesized, type: string, attribute = "name") =>
  all(stack, type).map((resource) => resource[attribute]);
/** Sources that the load balancer lets in, by port. */
const ingress = (stack: Synthesized, port: number) =>
  all(stack, "aws_vpc_security_group_ingress_rule")
    .filter((rule) => rule.from_port === port && "cidr_ipv4" in rule)
    .map((rule) => rule.cidr_ipv4);

const dev = service();

test("keeps its addresses", () => {
  expect(addresses(dev)).toMatchSnapshot();
});

test("names everything that other stacks and people look for", () => {
  const colours = ["slipway-dev-web-blue", "slipway-dev-web-green"];
  for (const type of ["aws_autoscaling_group", "aws_launch_template"])
    expect(names(dev, type)).toEqual(colours);
  expect(names(dev, "aws_lb_target_group").sort()).toEqual([
    ...colours,
    "slipway-dev-web-testb",
    "slipway-dev-web-testg",
  ]);
  expect(names(dev, "aws_lb")).toEqual(["slipway-dev-web"]);
  expect(names(dev, "aws_codedeploy_app")).toEqual(["slipway-dev-web"]);
  expect(names(dev, "aws_iam_role").sort()).toEqual([
    "slipway-dev-web-codedeploy",
    "slipway-dev-web-instance",
  ]);
});

test("resolves the image by its parameter, into the template and not into the fleet", () => {
  expect(dev.data?.aws_ssm_parameter).toMatchObject({
    image: { name: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64" },
  });
  for (const imageId of names(dev, "aws_launch_template", "image_id"))
    expect(imageId).toBe("${data.aws_ssm_parameter.image.insecure_value}");
});

test("puts the fleets into private subnets, and a public load balancer into public ones", () => {
  expect(JSON.stringify(names(dev, "aws_autoscaling_group", "vpc_zone_identifier"))).toMatch(/_private_/);
  expect(JSON.stringify(names(dev, "aws_lb", "subnets"))).toMatch(/_public_/);
  expect(JSON.stringify(names(service("staging"), "aws_lb", "subnets"))).toMatch(/_private_/);
});

test("opens a public test listener to the NAT addresses, and an internal one to no more than the data says", () => {
  const nat = ingress(dev, 8081);
  expect(nat).toEqual([expect.stringMatching(/aws_eip.*public_ip\}\/32$/)]);
  expect(ingress(service("staging"), 8081)).toEqual(["10.0.0.0/8"]);
});

test("lets fleets without a way to the internet out to the endpoints of their network only", () => {
  const staging = service("staging", { "environments.staging.network.nat": "none" });
  const fleet = expect.stringMatching(/aws_security_group\.security-groups_fleet/) as string;
  const out = all(staging, "aws_vpc_security_group_egress_rule").filter(({ from_port }) => from_port === 443);
  expect(out.map(({ security_group_id }) => security_group_id)).toEqual([fleet, fleet, fleet]);
  for (const peer of ["endpoints_group", "dynamodb-endpoint", "s3-endpoint"])
    expect(JSON.stringify(out)).toContain(peer);
  expect(out.filter((rule) => "cidr_ipv4" in rule)).toEqual([]);
});

test("opens HTTPS and its redirect to the allowed addresses only, with a certificate", () => {
  const production = service("production", {
    "services.web.environments.production.loadBalancer.allowedCidrs": ["198.51.100.0/24"],
  });
  expect(ingress(production, 443)).toEqual(["198.51.100.0/24"]);
  expect(ingress(production, 80)).toEqual(["198.51.100.0/24"]);
  expect(ingress(dev, 443)).toEqual([]);
});

test.each([
  ["web.dev.fleet.instanceType", "t3.large", "aws_launch_template", { instance_type: "t3.large" }],
  ["web.dev.fleet.maximum", 9, "aws_autoscaling_group", { max_size: 9 }],
  [
    "web.dev.fleet.volumeGib",
    99,
    "aws_launch_template",
    { block_device_mappings: [{ ebs: { volume_size: 99 } }] },
  ],
  ["services.web.port", 9090, "aws_lb_target_group", { port: 9090 }],
  ["web.dev.fleet.deregistrationDelaySeconds", 45, "aws_lb_target_group", { deregistration_delay: "45" }],
  ["web.dev.loadBalancer.scheme", "internal", "aws_lb", { internal: true }],
])("carries %s into a resource", (field, value, type, expected) => {
  expect(all(dev, type)[0]).not.toMatchObject(expected);
  for (const resource of all(service("dev", { [field]: value }), type))
    expect(resource).toMatchObject(expected);
});

test.each([
  ["aws_lb", { enable_deletion_protection: true }],
  ["aws_lb_target_group", { lifecycle: { prevent_destroy: true } }],
  ["aws_s3_bucket", { lifecycle: { prevent_destroy: true } }],
  ["aws_autoscaling_group", { lifecycle: { prevent_destroy: true } }],
])("protects each %s of an environment that is protected, and of no other", (type, expected) => {
  for (const resource of all(service("staging"), type)) expect(resource).not.toMatchObject(expected);
  const kept = all(service("staging", { "environments.staging.protected": true }), type);
  expect(kept.length).toBeGreaterThan(0);
  for (const resource of kept) expect(resource).toMatchObject(expected);
});

const tls = "web.dev.loadBalancer.tls";
const domain = { hostedZone: "Z0123456789ABC", domain: "dev.example.com" };
const certificate = "arn:aws:acm:eu-west-1:222222222222:certificate/1";
const certificates = (stack: Synthesized) =>
  names(stack, "aws_lb_listener", "certificate_arn").filter((arn) => arn !== undefined);

test("makes a certificate for a domain, which then leads to the load balancer", () => {
  const named = service("dev", { [tls]: domain });
  expect(names(named, "aws_acm_certificate", "domain_name")).toEqual(["dev.example.com"]);
  const issued = expect.stringMatching(/aws_acm_certificate_validation\.certificate_/) as string;
  expect(certificates(named)).toEqual([issued, issued]);
  expect(names(named, "aws_route53_record")).toContain("dev.example.com");
});

test("makes no certificate where there is one, and no name where there is no zone", () => {
  const own = service("dev", { [tls]: { ...domain, certificate } });
  expect([names(own, "aws_acm_certificate"), certificates(own)]).toEqual([[], [certificate, certificate]]);
  expect(names(own, "aws_route53_record")).toEqual(["dev.example.com"]);
  const nameless = service("dev", { [tls]: certificate });
  expect([names(nameless, "aws_route53_record"), certificates(nameless)]).toEqual([
    [],
    [certificate, certificate],
  ]);
});

test("puts a firewall before the load balancer where the data has one", () => {
  const firewall = { mode: "count", managedRules: ["AWSManagedRulesLinuxRuleSet"], requestsPerAddress: 77 };
  const [acl] = all(service("dev", { "web.dev.loadBalancer.firewall": firewall }), "aws_wafv2_web_acl");
  expect(acl?.name).toBe("slipway-dev-web");
  expect(JSON.stringify(acl)).toMatch(/"count":\{\}.*"limit":77.*AWSManagedRulesLinuxRuleSet/);
  expect(all(dev, "aws_wafv2_web_acl")).toEqual([]);
});

test("keeps the load balancer's logs as long as other logs, in a bucket of its own", () => {
  expect(names(dev, "aws_s3_bucket", "bucket")).toEqual(["slipway-dev-web-logs-222222222222-eu-west-1"]);
  const [lifecycle] = all(
    service("dev", { "environments.dev.logRetentionDays": 90 }),
    "aws_s3_bucket_lifecycle_configuration",
  );
  expect(lifecycle?.rule).toContainEqual(expect.objectContaining({ expiration: [{ days: 90 }] }));
});

test("keeps the production rule, and no other, in a protected environment", () => {
  const kept = (name: string) =>
    all(service(name), "aws_lb_listener_rule")
      .filter(({ lifecycle }) => JSON.stringify(lifecycle ?? {}).includes('"prevent_destroy":true'))
      .map(({ priority }) => priority);
  expect([kept("dev"), kept("production")]).toEqual([[], [100]]);
});

test("tells the application its port", () => {
  const scripts = names(service("dev", { "services.web.port": 9090 }), "aws_launch_template", "user_data");
  for (const script of scripts) expect(Buffer.from(String(script), "base64").toString()).toContain("9090");
});

test("lets instances read releases of the tools account's bucket", () => {
  expect(JSON.stringify(dev.data?.aws_iam_policy_document)).toContain(
    "arn:aws:s3:::slipway-artifacts-111111111111-eu-west-1/releases/web/*",
  );
});

test("sends testers to target groups of their own, and counts users' requests by the others", () => {
  const groupOf = (rule: unknown) => JSON.stringify(rule).match(/aws_lb_target_group\.[\w-]+/g);
  const rules = all(dev, "aws_lb_listener_rule");
  const test = rules.filter(({ condition }) => JSON.stringify(condition).includes("X-Slipway-Colour"));
  expect(test.flatMap(({ action }) => groupOf(action))).toEqual([
    expect.stringContaining("blue_test-target-group"),
    expect.stringContaining("green_test-target-group"),
  ]);
  expect(JSON.stringify(all(dev, "aws_autoscaling_policy"))).not.toContain("test-target-group");
});

test("tags what it launches, which default tags do not reach", () => {
  expect(all(dev, "aws_autoscaling_group")[0]?.tag).toEqual(
    Object.entries({
      Name: "slipway-dev-web-blue",
      application: "slipway",
      environment: "dev",
      service: "web",
      colour: "blue",
    }).map(([key, value]) => ({ key, value, propagate_at_launch: true })),
  );
});
