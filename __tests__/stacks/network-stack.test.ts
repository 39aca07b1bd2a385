import { Testing } from "cdktf";
import { estate } from "../../stacks/environments";
import { NetworkStack } from "../../stacks/network-stack";
import { addresses, synthesized } from "./addresses";

const dev = () => new NetworkStack(Testing.app(), "dev-network", { estate, name: "dev" });

test("keeps its addresses", () => {
  expect(addresses(synthesized(dev()))).toMatchSnapshot();
});

test("works in the environment's account and region only, as its deploy role", () => {
  expect(synthesized(dev()).provider.aws).toEqual([
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

test("offers the subnets of each zone, and the addresses of production's three NAT gateways", () => {
  const { publicSubnetIds, privateSubnetIds, natAddresses } = new NetworkStack(
    Testing.app(),
    "production-network",
    { estate, name: "production" },
  );
  expect([publicSubnetIds.length, privateSubnetIds.length, natAddresses.length]).toEqual([3, 3, 3]);
});
