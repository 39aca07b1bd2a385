import type { NetworkStack } from "../../stacks/network-stack";
import { addresses, type Synthesized } from "./addresses";
import { Platform } from "./platform";

const dev = new Platform({}, "dev").json("dev-network");

test("keeps its addresses", () => {
  expect(addresses(dev)).toMatchSnapshot();
});

test("works in the environment's account and region only, as its deploy role", () => {
  expect(dev.provider.aws).toEqual([
    {
      region: "eu-west-1",
      allowed_account_ids: ["222222222222"],
      assume_role: [
        { role_arn: "arn:aws:iam::222222222222:role/slipway-deploy", session_name: "slipway-dev-network" },
      ],
      default_tags: [
        {
          tags: { application: "slipway", environment: "dev", stack: "dev-network", "managed-by": "cdktf" },
        },
      ],
    },
  ]);
});

test("a protected environment keeps its VPC, so that no plan takes the ways in and out", () => {
  const kept = ({ resource }: Synthesized) =>
    Object.values(resource["aws_vpc"] ?? {}).map(({ lifecycle }) => lifecycle);
  expect(kept(new Platform({}, "production").json("production-network"))).toEqual([
    { prevent_destroy: true },
  ]);
  expect(kept(dev)).toEqual([undefined]);
});

test("the smoke test reaches the test listener in every kind of network", () => {
  const kinds = [
    ["dev", { "environments.dev.network.nat": "single" }],
    ["dev", { "environments.dev.network.nat": "per-zone" }],
    ...["single", "per-zone", "none"].map(
      (nat) => ["staging", { "environments.staging.network.nat": nat }] as const,
    ),
  ] as const;
  for (const [place, changes] of kinds) {
    const platform = new Platform(changes, place);
    const [network, service, release] = ["network", "web", "web-release"].map((id) =>
      platform.json(`${place}-${id}`),
    );
    const addresses = Object.keys(network?.resource.aws_eip ?? {}).length;
    const internal = Object.values(service?.resource.aws_lb ?? {})[0]?.internal;
    const onTestPort = (stack = release) =>
      Object.values(stack?.resource.aws_vpc_security_group_ingress_rule ?? {}).filter(
        ({ from_port }) => from_port === 8081,
      );
    const fromNat = onTestPort(service).filter(({ cidr_ipv4 }) => /public_ip|eip/.test(String(cidr_ipv4)));
    const fromGroup = onTestPort().map(({ referenced_security_group_id: group }) => group);
    if (internal === true) expect(fromGroup).toEqual([expect.stringContaining("smoke-network_group")]);
    else expect([addresses > 0, fromNat.length]).toEqual([true, addresses]);
  }
});

test("offers the subnets of each zone, and the addresses of production's three NAT gateways", () => {
  const stack = new Platform({}, "production").stack("production-network") as NetworkStack;
  const { publicSubnetIds, privateSubnetIds, natAddresses } = stack;
  expect([publicSubnetIds.length, privateSubnetIds.length]).toEqual([3, 3]);
  expect(Object.keys(natAddresses)).toEqual(["eu-west-1a", "eu-west-1b", "eu-west-1c"]);
});
