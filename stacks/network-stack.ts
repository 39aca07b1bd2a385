import type { Construct } from "constructs";
import { Network } from "../modules/networking/network";
import type { EnvironmentName, Estate } from "./environment";
import { environmentNames } from "./names";
import { PlatformStack } from "./platform-stack";

export interface NetworkStackProps {
  readonly estate: Estate;
  readonly name: EnvironmentName;
}

/** An environment's VPC, with what other stacks need of it. */
export class NetworkStack extends PlatformStack {
  readonly vpcId: string;
  readonly publicSubnetIds: string[];
  readonly privateSubnetIds: string[];
  /** Public addresses that the environment's private subnets call from. */
  readonly natAddresses: string[];

  constructor(scope: Construct, id: string, props: NetworkStackProps) {
    const { estate, name } = props;
    super(scope, id, { estate, place: name });
    const { account, region, network } = estate.environments[name];
    const { prefix } = environmentNames(estate.application, name, estate.environments[name]);
    const { vpc, publicSubnetIds, privateSubnetIds, natAddresses } = new Network(this, "network", {
      name: prefix,
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
