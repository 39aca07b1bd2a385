import { NetworkAcl } from "@cdktf/provider-aws/lib/network-acl";
import type { Subnet } from "@cdktf/provider-aws/lib/subnet";
import type { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Construct } from "constructs";
import { carve, formatCidr, zoneIndex } from "./cidr";

export interface IsolatedAclProps {
  readonly name: string;
  /** CIDR of the whole network. */
  readonly cidr: string;
  readonly zones: readonly string[];
  readonly vpc: Vpc;
  readonly subnets: readonly Subnet[];
}

/** What the isolated subnets speak to, whatever their security groups say: private subnets and each other. */
export class IsolatedAcl extends Construct {
  constructor(scope: Construct, id: string, props: IsolatedAclProps) {
    super(scope, id);
    const { name, cidr, zones, vpc, subnets } = props;
    const peers = zones.flatMap((zone) => {
      const blocks = carve(cidr, zone);
      // By the zone's letter, so that another zone changes no number.
      const first = 100 + 10 * zoneIndex(zone);
      return [rule(first, formatCidr(blocks.private)), rule(first + 5, formatCidr(blocks.isolated))];
    });
    new NetworkAcl(this, "acl", {
      vpcId: vpc.id,
      subnetIds: subnets.map(({ id }) => id),
      ingress: peers,
      egress: peers,
      tags: { Name: `${name}-isolated` },
    });
  }
}

function rule(ruleNo: number, cidrBlock: string) {
  return { ruleNo, cidrBlock, action: "allow", protocol: "-1", fromPort: 0, toPort: 0 };
}
