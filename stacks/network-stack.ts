import type { Construct } from "constructs";
import { Network } from "../modules/networking/network";
import type { Environment, Estate } from "./estate/estate";
import { environmentPrefix } from "./estate/names";
import { PlatformStack } from "./platform-stack";

export interface NetworkStackProps {
  readonly estate: Estate;
  readonly environment: Environment;
}

/** An environment's VPC, with what other stacks need of it. */
export class NetworkStack extends PlatformStack {
  readonly vpcId: string;
  readonly publicSubnetIds: string[];
  readonly privateSubnetIds: string[];
  /** Public addresses that the environment's private subnets call from. */
  readonly natAddresses: string[];

  constructor(scope: Construct, id: string, props: NetworkStackProps) {
    const { estate, environment } = props;
    super(scope, id, { estate, place: environment });
    const { partition, account, region, network } = environment;
    const { vpc, publicSubnetIds, privateSubnetIds, natAddresses } = new Network(this, "network", {
      name: environmentPrefix(estate, environment),
      partition,
      account,
      region,
      ...network,
    });
    this.vpcId = vpc.id;
    this.publicSubnetIds = publicSubnetIds;
    this.privateSubnetIds = privateSubnetIds;
    this.natAddresses = natAddresses;
  }
}
