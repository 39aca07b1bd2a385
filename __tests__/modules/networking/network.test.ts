import { Eip } from "@cdktf/provider-aws/lib/eip";
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
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
      partition: "aws",
      account: "222222222222",
      region: "eu-west-1",
      cidr: "10.10.0.0/16",
      zones: ["eu-west-1a", "eu-west-1b"],
      nat: "single",
      ...changes,
    });
  });
}

function resources(json: string, type: string): Record<string, Record<string, unknown>> {
  return (JSON.parse(json) as Synthesized).resource[type] ?? {};
}

test("puts a public and a private subnet into each zone", () => {
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
    ["eu-west-1b", "10.10.32.0/20", { Name: "slipway-dev-private-b", tier: "private" }],
    ["eu-west-1b", "10.10.48.0/21", { Name: "slipway-dev-public-b", tier: "public" }],
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
  // The S3 endpoint is updated in place with the new zone's route table.
  delete before[VpcEndpoint.tfResourceType];
  expect(after).toMatchObject(before);
});

test("leaves the default security group without rules", () => {
  expect(
    Testing.toHaveResourceWithProperties(network(), DefaultSecurityGroup.tfResourceType, {
      ingress: [],
      egress: [],
    }),
  ).toBe(true);
});

test("lets only the account's own roles, and anyone who installs AWS packages, through the S3 endpoint", () => {
  const documents = (JSON.parse(network()) as Synthesized).data.aws_iam_policy_document;
  expect(Object.values(documents ?? {})[0]?.statement).toEqual([
    {
      sid: "OwnRoles",
      actions: ["s3:*"],
      resources: ["*"],
      principals: [{ type: "AWS", identifiers: ["*"] }],
      condition: [{ test: "StringEquals", variable: "aws:PrincipalAccount", values: ["222222222222"] }],
    },
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
