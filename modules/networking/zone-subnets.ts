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
  /** @default - the network has no way to the internet, and so no public subnets */
  readonly publicRoutes?: RouteTable;
  readonly isolatedRoutes: RouteTable;
  /** A NAT gateway of its own, another zone's, or no way out. */
  readonly nat: "own" | NatGateway | "none";
}

/** One availability zone: a subnet of each tier, and the private one's way out. */
export class ZoneSubnets extends Construct {
  readonly publicSubnet: Subnet | undefined;
  readonly privateSubnet: Subnet;
  readonly isolatedSubnet: Subnet;
  readonly privateRoutes: RouteTable;
  readonly nat: NatGateway | undefined;
  readonly ownNatAddress: string | undefined;

  constructor(scope: Construct, id: string, props: ZoneSubnetsProps) {
    super(scope, id);
    const { name, zone, vpc, publicRoutes, isolatedRoutes, nat } = props;
    const letter = zone.slice(-1);
    this.privateRoutes = new RouteTable(this, "private-routes", {
      vpcId: vpc.id,
      tags: { Name: `${name}-private-${letter}` },
    });
    this.privateSubnet = this.subnet("private", this.privateRoutes, props);
    this.isolatedSubnet = this.subnet("isolated", isolatedRoutes, props);
    if (publicRoutes !== undefined) this.publicSubnet = this.subnet("public", publicRoutes, props);

    if (nat === "own" && this.publicSubnet !== undefined) {
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
        dependsOn: publicRoutes && [publicRoutes],
      });
    } else if (nat instanceof NatGateway) this.nat = nat;
    if (this.nat !== undefined)
      new Route(this, "private-internet", {
        routeTableId: this.privateRoutes.id,
        destinationCidrBlock: "0.0.0.0/0",
        natGatewayId: this.nat.id,
      });
  }

  private subnet(
    tier: "public" | "private" | "isolated",
    routes: RouteTable,
    props: ZoneSubnetsProps,
  ): Subnet {
    const { name, zone, cidr, vpc } = props;
    const subnet = new Subnet(this, tier, {
      vpcId: vpc.id,
      availabilityZone: zone,
      cidrBlock: formatCidr(carve(cidr, zone)[tier]),
      tags: { Name: `${name}-${tier}-${zone.slice(-1)}`, tier },
    });
    new RouteTableAssociation(this, `${tier}-association`, {
      subnetId: subnet.id,
      routeTableId: routes.id,
    });
    return subnet;
  }
}
