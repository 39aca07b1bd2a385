import type { Construct } from "constructs";
import { AdoptedNetwork } from "../modules/networking/adopted-network";
import { type Endpoints, Network } from "../modules/networking/network";
import type { Environment, Estate } from "./estate/estate";
import { environmentPrefix } from "./estate/names";
import { PlatformStack } from "./platform-stack";

export interface NetworkStackProps {
  readonly estate: Estate;
  readonly environment: Environment;
}

/** An environment's VPC, made here or adopted, with what other stacks need of it. */
export class NetworkStack extends PlatformStack {
  readonly vpcId: string;
  readonly publicSubnetIds: string[];
  readonly privateSubnetIds: string[];
  /** Public addresses that the environment's private subnets call from, by names that stay the same. */
  readonly natAddresses: Readonly<Record<string, string>>;
  /** What private subnets call AWS by, where nothing leads to the internet. */
  readonly endpoints: Endpoints | undefined;

  constructor(scope: Construct, id: string, props: NetworkStackProps) {
    const { estate, environment } = props;
    super(scope, id, { estate, place: environment });
    const { network } = environment;
    if ("adopt" in network) {
      const adopted = new AdoptedNetwork(this, "network", network.adopt);
      this.vpcId = adopted.vpcId;
      this.publicSubnetIds = adopted.publicSubnetIds;
      this.privateSubnetIds = adopted.privateSubnetIds;
      this.natAddresses = Object.fromEntries(
        network.adopt.natAddresses.map((address) => [address.replaceAll(".", "-"), address]),
      );
      return;
    }
    const own = new Network(this, "network", {
      name: environmentPrefix(estate, environment),
      location: environment,
      logRetentionDays: environment.logRetentionDays,
      preventDestroy: environment.protected,
      ...network,
    });
    this.vpcId = own.vpc.id;
    this.publicSubnetIds = own.publicSubnetIds;
    this.privateSubnetIds = own.privateSubnetIds;
    this.natAddresses = own.natAddresses;
    this.endpoints = own.endpoints;
  }
}
