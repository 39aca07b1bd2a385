import { TerraformOutput } from "cdktf";
import { AdoptedNetwork } from "../../../modules/networking/adopted-network";
import { synth } from "../../synth";

const json = synth((stack) => {
  const network = new AdoptedNetwork(stack, "network", {
    vpcId: "vpc-1",
    cidr: "10.40.0.0/16",
    publicSubnetIds: ["subnet-1", "subnet-2"],
    privateSubnetIds: ["subnet-3", "subnet-4"],
  });
  new TerraformOutput(stack, "vpc", { value: network.vpcId });
  new TerraformOutput(stack, "private", { value: network.privateSubnetIds });
});
const { resource, data, output } = JSON.parse(json) as {
  readonly resource?: unknown;
  readonly data: Record<"aws_vpc" | "aws_subnet", Record<string, Record<string, unknown>>>;
  readonly output: Record<string, { readonly value: unknown }>;
};

test("makes nothing", () => {
  expect(resource).toBeUndefined();
});

test("finds each subnet in the network only", () => {
  expect(Object.values(data.aws_subnet).map(({ id, vpc_id }) => [id, vpc_id])).toEqual(
    ["subnet-1", "subnet-2", "subnet-3", "subnet-4"].map((id) => [id, "vpc-1"]),
  );
});

test("refuses another CIDR and subnets of one zone only, in the plan", () => {
  const [vpc] = Object.values(data.aws_vpc);
  const zones = (...ids: readonly number[]) =>
    expect.stringMatching(
      new RegExp(
        `length.*distinct.*${ids.map((id) => `subnet-${id}_\\w+\\.availability_zone`).join(".*")}.*>= 2`,
      ),
    ) as string;
  expect(vpc?.lifecycle).toEqual({
    postcondition: [
      {
        condition: '${(self.cidr_block == "10.40.0.0/16")}',
        error_message: "The CIDR of the adopted network vpc-1 must be 10.40.0.0/16.",
      },
      {
        condition: zones(3, 4),
        error_message: "The private subnets of the adopted network must lie in at least 2 zones.",
      },
      {
        condition: zones(1, 2),
        error_message: "The public subnets of the adopted network must lie in at least 2 zones.",
      },
    ],
  });
});

test("gives ids of what was found, so that whatever is made in the network waits for the checks", () => {
  expect(output.vpc?.value).toMatch(/^\$\{data\.aws_vpc\..*id\}$/);
  expect(JSON.stringify(output.private?.value)).toMatch(/data\.aws_subnet\..*data\.aws_subnet\./);
});
