import { Eip } from "@cdktf/provider-aws/lib/eip";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import type { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Construct } from "constructs";
import { carve, formatCidr } from "./cidr";

export interface ZoneSubnetsProps {
  /** Prefix of the subnets' names. */
  readonly name: string;
  /** `eu-west-1a`. */
  readonly zone: string;
  /** CIDR of the whole network; the zone's letter decides which part of it is this zone's. */
  readonly cidr: string;
  readonly vpc: Vpc;
  readonly publicRoutes: RouteTable;
  /** A NAT gateway of its own, another zone's, or no way out. */
  readonly nat: "own" | NatGateway | "none";
}

/** One availability zone: a public and a private subnet, and the private one's way out. */
export class ZoneSubnets extends Construct {
  readonly publicSubnet: Subnet;
  readonly privateSubnet: Subnet;
  readonly privateRoutes: RouteTable;
  readonly nat: NatGateway | undefined;
  readonly ownNatAddress: string | undefined;

  constructor(scope: Construct, id: string, props: ZoneSubnetsProps) {
    super(scope, id);
    const { name, zone, cidr, vpc, publicRoutes, nat } = props;
    const blocks = carve(cidr, zone);
    const letter = zone.slice(-1);
    const vpcId = vpc.id;

    this.publicSubnet = new Subnet(this, "public", {
      vpcId,
      availabilityZone: zone,
      cidrBlock: formatCidr(blocks.public),
      tags: { Name: `${name}-public-${letter}`, tier: "public" },
    });
    new RouteTableAssociation(this, "public-association", {
      subnetId: this.publicSubnet.id,
      routeTableId: publicRoutes.id,
    });

    this.privateSubnet = new Subnet(this, "private", {
      vpcId,
      availabilityZone: zone,
      cidrBlock: formatCidr(blocks.private),
      tags: { Name: `${name}-private-${letter}`, tier: "private" },
    });
    this.privateRoutes = new RouteTable(this, "private-routes", {
      vpcId,
      tags: { Name: `${name}-private-${letter}` },
    });
    new RouteTableAssociation(this, "private-association", {
      subnetId: this.privateSubnet.id,
      routeTableId: this.privateRoutes.id,
    });

    if (nat === "own") {
      const address = new Eip(this, "nat-address", {
        domain: "vpc",
        tags: { Name: `${name}-nat-${letter}` },
      });
      this.ownNatAddress = address.publicIp;
      this.nat = new NatGateway(this, "nat", {
        allocationId: address.id,
        subnetId: this.publicSubnet.id,
        tags: { Name: `${name}-${letter}` },
        // AWS refuses a public NAT gateway in a network without a way to the internet.
        dependsOn: [publicRoutes],
      });
    } else if (nat !== "none") this.nat = nat;
    if (this.nat !== undefined)
      new Route(this, "private-internet", {
        routeTableId: this.privateRoutes.id,
        destinationCidrBlock: "0.0.0.0/0",
        natGatewayId: this.nat.id,
      });
  }
}
