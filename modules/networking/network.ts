import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Construct } from "constructs";
import type { Location } from "../location";
import { S3Endpoint } from "./s3-endpoint";
import { ZoneSubnets } from "./zone-subnets";

export interface NetworkProps extends Location {
  /** Tag `Name` of the VPC, and prefix of its parts' names. */
  readonly name: string;
  /** IPv4 CIDR, /16 to /20. */
  readonly cidr: string;
  /** Availability zones with a letter at the end; any can come or go later without touching the others. */
  readonly zones: readonly string[];
  /** `single` puts the one NAT gateway into the first zone. */
  readonly nat: "per-zone" | "single" | "none";
}

/** A VPC with a public and a private subnet in each zone, and S3 without a way through the internet. */
export class Network extends Construct {
  readonly vpc: Vpc;
  /** In the order of the zones, as the private ones. */
  readonly publicSubnetIds: string[];
  readonly privateSubnetIds: string[];
  /** Public addresses that private subnets leave from; none without NAT. */
  readonly natAddresses: string[];

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const { name, partition, account, region, cidr, zones, nat } = props;
    this.vpc = new Vpc(this, "vpc", {
      cidrBlock: cidr,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { Name: name },
    });
    // Without rules: nothing can lean on a group that nobody wrote down.
    new DefaultSecurityGroup(this, "default-security-group", {
      vpcId: this.vpc.id,
      ingress: [],
      egress: [],
      tags: { Name: `${name}-default-unused` },
    });
    const gateway = new InternetGateway(this, "internet", { vpcId: this.vpc.id, tags: { Name: name } });
    const publicRoutes = new RouteTable(this, "public-routes", {
      vpcId: this.vpc.id,
      route: [{ cidrBlock: "0.0.0.0/0", gatewayId: gateway.id }],
      tags: { Name: `${name}-public` },
    });

    const subnets: ZoneSubnets[] = [];
    for (const zone of zones) {
      const first = subnets[0];
      subnets.push(
        new ZoneSubnets(this, `zone-${zone.slice(-1)}`, {
          name,
          zone,
          cidr,
          vpc: this.vpc,
          publicRoutes,
          nat:
            nat === "per-zone" || (nat === "single" && first === undefined) ? "own" : (first?.nat ?? "none"),
        }),
      );
    }
    this.publicSubnetIds = subnets.map(({ publicSubnet }) => publicSubnet.id);
    this.privateSubnetIds = subnets.map(({ privateSubnet }) => privateSubnet.id);
    this.natAddresses = subnets.flatMap(({ ownNatAddress }) => ownNatAddress ?? []);

    new S3Endpoint(this, "s3-endpoint", {
      name,
      partition,
      account,
      region,
      vpc: this.vpc,
      routeTables: [publicRoutes, ...subnets.map(({ privateRoutes }) => privateRoutes)],
    });
  }
}
