import * as fc from "fast-check";
import { Eip } from "@cdktf/provider-aws/lib/eip";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { NetworkAcl } from "@cdktf/provider-aws/lib/network-acl";
import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { Testing } from "cdktf";
import type { NetworkProps } from "../../../modules/networking/network";
import { Network } from "../../../modules/networking/network";
import { synth } from "../../synth";

interface Synthesized {
  resource: Record<string, Record<string, Record<string, unknown>>>;
  data: Record<string, Record<string, Record<string, unknown>>>;
}

function network(changes: Partial<NetworkProps> = {}): string {
  return synth((stack) => {
    new Network(stack, "network", {
      name: "slipway-dev",
      location: { partition: "aws", account: "222222222222", region: "eu-west-1" },
      cidr: "10.10.0.0/16",
      zones: ["eu-west-1a", "eu-west-1b"],
      nat: "single",
      logRetentionDays: 30,
      preventDestroy: false,
      ...changes,
    });
  });
}

function resources(json: string, type: string): Record<string, Record<string, unknown>> {
  return (JSON.parse(json) as Synthesized).resource[type] ?? {};
}

test("puts a subnet of each tier into each zone", () => {
  const json = network();
  expect(Testing.toHaveResourceWithProperties(json, Vpc.tfResourceType, { cidr_block: "10.10.0.0/16" })).toBe(
    true,
  );
  expect(
    Object.values(resources(json, Subnet.tfResourceType))
      .map(({ availability_zone, cidr_block, tags }) => [availability_zone, cidr_block, tags])
      .sort(),
  ).toEqual([
    ["eu-west-1a", "10.10.0.0/20", { Name: "slipway-dev-private-a", tier: "private" }],
    ["eu-west-1a", "10.10.16.0/21", { Name: "slipway-dev-public-a", tier: "public" }],
    ["eu-west-1a", "10.10.24.0/22", { Name: "slipway-dev-isolated-a", tier: "isolated" }],
    ["eu-west-1b", "10.10.32.0/20", { Name: "slipway-dev-private-b", tier: "private" }],
    ["eu-west-1b", "10.10.48.0/21", { Name: "slipway-dev-public-b", tier: "public" }],
    ["eu-west-1b", "10.10.56.0/22", { Name: "slipway-dev-isolated-b", tier: "isolated" }],
  ]);
});

test.each([
  ["per-zone", 2, 2],
  ["single", 1, 2],
  ["none", 0, 0],
] as const)("with NAT %s makes %i gateways and %i ways out", (nat, gateways, routes) => {
  const json = network({ nat });
  expect(Object.keys(resources(json, NatGateway.tfResourceType))).toHaveLength(gateways);
  expect(Object.keys(resources(json, Eip.tfResourceType))).toHaveLength(gateways);
  expect(Object.keys(resources(json, Route.tfResourceType))).toHaveLength(routes);
});

test("changes nothing that exists when a zone comes, wherever it is named", () => {
  const types = (json: string) => (JSON.parse(json) as Synthesized).resource;
  const before = types(network({ nat: "per-zone", zones: ["eu-west-1a", "eu-west-1c"] }));
  const after = types(network({ nat: "per-zone", zones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"] }));
  // Updated in place with the new zone's subnets and route table.
  delete before[VpcEndpoint.tfResourceType];
  delete before[NetworkAcl.tfResourceType];
  expect(after).toMatchObject(before);
});

test("numbers a zone's subnets and the rules about them alike, whichever zones there are beside it", () => {
  const letters = fc.uniqueArray(fc.constantFrom(..."abcdefgh"), { minLength: 2, maxLength: 4 });
  const zones = (some: readonly string[]) => some.map((letter) => `eu-west-1${letter}`);
  const nat = fc.constantFrom<NetworkProps["nat"]>("per-zone", "none");
  fc.assert(
    fc.property(letters, letters, nat, (some, others, nat) => {
      const all = [...new Set([...others, ...some])];
      const [few, many] = [some, all].map((set) => network({ nat, zones: zones(set) }));
      const [before, after] = [few ?? "", many ?? ""].map((json) => resources(json, Subnet.tfResourceType));
      expect(after).toMatchObject(before ?? {});
      const rules = (json: string) =>
        Object.values(resources(json, NetworkAcl.tfResourceType)).flatMap(
          ({ ingress }) => ingress as unknown[],
        );
      expect(rules(many ?? "")).toEqual(expect.arrayContaining(rules(few ?? "")));
    }),
    { numRuns: 15 },
  );
});

test("lets isolated subnets speak to private ones and each other only, and nowhere beyond the network", () => {
  const json = network();
  const allow = (rule_no: number, cidr_block: string) => ({
    ...{ rule_no, cidr_block },
    ...{ action: "allow", protocol: "-1", from_port: 0, to_port: 0 },
  });
  const peers = [
    allow(100, "10.10.0.0/20"),
    allow(105, "10.10.24.0/22"),
    allow(110, "10.10.32.0/20"),
    allow(115, "10.10.56.0/22"),
  ];
  const isolated = Object.keys(resources(json, Subnet.tfResourceType)).filter((id) =>
    id.includes("_isolated_"),
  );
  expect(Object.values(resources(json, NetworkAcl.tfResourceType))).toMatchObject([
    { ingress: peers, egress: peers, subnet_ids: isolated.map((id) => `\${aws_subnet.${id}.id}`) },
  ]);
  const [routes = ""] = Object.keys(resources(json, RouteTable.tfResourceType)).filter((id) =>
    id.includes("isolated"),
  );
  expect(resources(json, RouteTable.tfResourceType)[routes]).not.toHaveProperty("route");
  const tables = Object.values(resources(json, VpcEndpoint.tfResourceType)).map(
    ({ route_table_ids }) => route_table_ids,
  );
  expect(JSON.stringify([tables, resources(json, Route.tfResourceType)])).not.toContain(routes);
});

test("without NAT has neither a way to the internet nor public subnets, but the APIs that instances call", () => {
  const json = network({ nat: "none" });
  expect(resources(json, InternetGateway.tfResourceType)).toEqual({});
  expect(Object.keys(resources(json, Subnet.tfResourceType)).filter((id) => id.includes("public"))).toEqual(
    [],
  );
  const endpoints = Object.values(resources(json, VpcEndpoint.tfResourceType));
  const names = (type: string) =>
    endpoints
      .filter(({ vpc_endpoint_type }) => vpc_endpoint_type === type)
      .map(({ service_name }) => String(service_name).replace("com.amazonaws.eu-west-1.", ""));
  expect(names("Gateway")).toEqual(["dynamodb", "s3"]);
  expect(names("Interface").sort()).toEqual([
    "autoscaling",
    "codedeploy",
    "codedeploy-commands-secure",
    "ec2",
    "ec2messages",
    "kms",
    "logs",
    "monitoring",
    "secretsmanager",
    "ssm",
    "ssmmessages",
    "sts",
  ]);
  const subnets = Object.keys(resources(json, Subnet.tfResourceType)).filter((id) =>
    id.includes("_private_"),
  );
  for (const one of endpoints.filter(({ vpc_endpoint_type }) => vpc_endpoint_type === "Interface"))
    expect(one).toMatchObject({
      private_dns_enabled: true,
      subnet_ids: subnets.map((id) => `\${aws_subnet.${id}.id}`),
      security_group_ids: [expect.stringMatching(/aws_security_group.*endpoints_group/)],
    });
});

test("lets no credentials of another account through any endpoint", () => {
  const { data, resource } = JSON.parse(network({ nat: "none" })) as Synthesized;
  const documents = data.aws_iam_policy_document ?? {};
  const endpoints = Object.values(resource[VpcEndpoint.tfResourceType] ?? {});
  expect(endpoints).toHaveLength(14);
  for (const { service_name, policy } of endpoints) {
    const [, , document = ""] = String(policy).split(".");
    const [own] = documents[document]?.statement as { actions: unknown }[];
    const service = String(service_name).split(".").at(-1) ?? "";
    expect(own).toEqual({
      sid: "OwnRoles",
      actions: [`${service === "monitoring" ? "cloudwatch" : service}:*`],
      resources: ["*"],
      principals: [{ type: "AWS", identifiers: ["*"] }],
      condition: [{ test: "StringEquals", variable: "aws:PrincipalAccount", values: ["222222222222"] }],
    });
  }
});

test("keeps what flows through the network for the place's days, encrypted with a key of its own", () => {
  const json = network({ logRetentionDays: 60 });
  const [[group, log] = []] = Object.entries(resources(json, CloudwatchLogGroup.tfResourceType));
  expect(log).toMatchObject({
    name: "/aws/vpc/slipway-dev-network",
    retention_in_days: 60,
    kms_key_id: expect.stringMatching(/aws_kms_key/) as string,
  });
  expect(Object.values(resources(json, FlowLog.tfResourceType))).toMatchObject([
    {
      vpc_id: expect.stringMatching(/aws_vpc/) as string,
      traffic_type: "ALL",
      log_destination: `\${aws_cloudwatch_log_group.${group}.arn}`,
    },
  ]);
});

test("leaves the default security group without rules", () => {
  expect(
    Testing.toHaveResourceWithProperties(network(), DefaultSecurityGroup.tfResourceType, {
      ingress: [],
      egress: [],
    }),
  ).toBe(true);
});

test("lets anyone who installs AWS packages through the S3 endpoint", () => {
  const documents = Object.entries((JSON.parse(network()) as Synthesized).data.aws_iam_policy_document ?? {});
  const [, s3] = documents.find(([id]) => id.includes("s3-endpoint")) ?? [];
  expect((s3?.statement as unknown[]).slice(1)).toEqual([
    {
      sid: "AwsPackages",
      actions: ["s3:GetObject"],
      resources: [
        "arn:aws:s3:::al2023-repos-eu-west-1-de612dc2/*",
        "arn:aws:s3:::aws-codedeploy-eu-west-1/*",
        "arn:aws:s3:::amazon-ssm-eu-west-1/*",
        "arn:aws:s3:::amazon-ssm-packages-eu-west-1/*",
        "arn:aws:s3:::aws-ssm-eu-west-1/*",
      ],
      principals: [{ type: "*", identifiers: ["*"] }],
    },
  ]);
});
