import { EC2 } from "@aws-sdk/client-ec2";
import type { App } from "cdktf";
import { clientConfiguration } from "../../local/client-configuration";
import type { LocalAws } from "../../local/local-aws";
import { ArtifactsStack } from "../../stacks/artifacts-stack";
import { deployRoles } from "../../stacks/deploy-roles";
import type { Estate } from "../../stacks/estate/estate";
import { parseEstate } from "../../stacks/estate/parse";
import { NetworkStack } from "../../stacks/network-stack";
import { ServiceStack } from "../../stacks/service-stack";
import { Deployment } from "../local/deployment";
import { estateWith } from "./estate/estate-with";
import { backend } from "./platform";

jest.setTimeout(300_000);

interface Found {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
}

let deployment: Deployment;
let found: Found;

/** As somebody made it, long before: a network in production's account with two subnets in each of two zones. */
async function makeNetwork(aws: LocalAws): Promise<Found> {
  const ec2 = new EC2(clientConfiguration(aws, { account: "444444444444", region: "eu-west-1" }));
  const { Vpc: { VpcId = "" } = {} } = await ec2.createVpc({ CidrBlock: "10.99.0.0/16" });
  const subnetIds: string[] = [];
  for (const [index, letter] of [..."abab"].entries()) {
    const subnet = { VpcId, CidrBlock: `10.99.${index}.0/24`, AvailabilityZone: `eu-west-1${letter}` };
    const { Subnet: { SubnetId = "" } = {} } = await ec2.createSubnet(subnet);
    subnetIds.push(SubnetId);
  }
  return { vpcId: VpcId, subnetIds };
}

/** The project's own data, production in the network that was found, with some of it changed. */
function estate(changes: Record<string, unknown> = {}): Estate {
  const { vpcId, subnetIds } = found;
  const adopt = {
    vpcId,
    cidr: "10.99.0.0/16",
    publicSubnetIds: subnetIds.slice(0, 2),
    privateSubnetIds: subnetIds.slice(2),
    natAddresses: ["192.0.2.7"],
  };
  return parseEstate(estateWith({ "environments.production.network": { adopt }, ...changes }));
}

function stacksOf(estate: Estate): (app: App) => void {
  return (app) => {
    const artifacts = new ArtifactsStack(app, "artifacts", { estate });
    for (const environment of estate.environments) {
      const network = new NetworkStack(app, `${environment.name}-network`, { estate, environment });
      const [service] = estate.services;
      const deployed = service?.deployments.find((one) => one.environment.name === environment.name);
      if (deployed !== undefined)
        new ServiceStack(app, `${environment.name}-web`, {
          estate,
          deployment: deployed,
          network,
          artifacts,
        });
    }
  };
}

beforeAll(async () => {
  deployment = await Deployment.start(20, undefined, async (aws) => {
    found = await makeNetwork(aws);
    return deployRoles({ estate: estate(), backend });
  });
});

afterAll(async () => {
  await deployment.close();
}, 60_000);

const zones = (letters: string) => [...letters].map((letter) => `eu-west-1${letter}`);

test.each([
  ["dev", "single"],
  ["staging", "none"],
])("%s with NAT %s stands, takes another zone in place, and leaves nothing behind", async (place, nat) => {
  const stack = `${place}-network`;
  const network = `environments.${place}.network`;
  for (const letters of ["ab", "abc"]) {
    deployment.synthesize(
      stacksOf(estate({ [`${network}.nat`]: nat, [`${network}.zones`]: zones(letters) })),
    );
    await deployment.apply(stack);
    expect(await deployment.differs(stack)).toBe(false);
  }
  await deployment.destroy(stack);
});

test("an adopted network is found, takes a service's security groups, and stays when they go", async () => {
  deployment.synthesize(stacksOf(estate()));
  await deployment.apply("production-network");
  expect(await deployment.differs("production-network")).toBe(false);

  const { resource } = deployment.synthesized("production-web");
  const targets = Object.entries(resource)
    .filter(([type]) => type.includes("security_group"))
    .flatMap(([type, rules]) => Object.keys(rules).map((name) => `-target=${type}.${name}`));
  await deployment.apply("production-web", ...targets);
  expect(await deployment.differs("production-web", ...targets)).toBe(false);
  await deployment.destroy("production-web", ...targets);
  await deployment.destroy("production-network");
  const ec2 = new EC2(deployment.client({ account: "444444444444", region: "eu-west-1" }));
  const { Subnets } = await ec2.describeSubnets({ SubnetIds: [...found.subnetIds] });
  expect(Subnets).toHaveLength(4);
});

test.each([
  ["another CIDR", { cidr: "10.98.0.0/16" }, "The CIDR of the adopted network"],
  ["private subnets of one zone", { inOneZone: true }, "must lie in at least 2 zones"],
  [
    "a subnet of another network",
    { privateSubnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"] },
    "no matching EC2 Subnet found",
  ],
])(
  "a plan refuses an adopted network with %s",
  async (_what, { inOneZone, ...change }: Record<string, unknown>, message) => {
    const [a, , sameZone] = found.subnetIds;
    const changes =
      inOneZone === true
        ? {
            privateSubnetIds: [a, sameZone],
            publicSubnetIds: found.subnetIds.filter((id) => id !== a && id !== sameZone),
          }
        : change;
    const own = Object.fromEntries(
      Object.entries(changes).map(([field, value]) => [
        `environments.production.network.adopt.${field}`,
        value,
      ]),
    );
    deployment.synthesize(stacksOf(estate(own)));
    await expect(deployment.differs("production-network")).rejects.toThrow(message);
  },
);
