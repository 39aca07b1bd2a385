import type { NetworkStack } from "../../stacks/network-stack";
import { addresses } from "./addresses";
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

test("offers the subnets of each zone, and the addresses of production's three NAT gateways", () => {
  const stack = new Platform({}, "production").stack("production-network") as NetworkStack;
  const { publicSubnetIds, privateSubnetIds, natAddresses } = stack;
  expect([publicSubnetIds.length, privateSubnetIds.length, natAddresses.length]).toEqual([3, 3, 3]);
});
