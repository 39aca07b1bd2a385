import { DataAwsSubnet } from "@cdktf/provider-aws/lib/data-aws-subnet";
import { DataAwsVpc } from "@cdktf/provider-aws/lib/data-aws-vpc";
import { Fn, Op, TerraformSelf } from "cdktf";
import { Construct } from "constructs";

export interface AdoptedNetworkProps {
  readonly vpcId: string;
  /** First IPv4 CIDR of the VPC. */
  readonly cidr: string;
  readonly publicSubnetIds: readonly string[];
  readonly privateSubnetIds: readonly string[];
}

/** A VPC that is there already. Nothing of it is changed; a plan refuses what could not work. */
export class AdoptedNetwork extends Construct {
  readonly vpcId: string;
  readonly publicSubnetIds: string[];
  readonly privateSubnetIds: string[];

  constructor(scope: Construct, id: string, props: AdoptedNetworkProps) {
    super(scope, id);
    const { vpcId, cidr, publicSubnetIds, privateSubnetIds } = props;
    // A subnet of another VPC is found by no filter of this one, which the plan says.
    const find = (subnetId: string) => new DataAwsSubnet(this, subnetId, { id: subnetId, vpcId });
    const publicSubnets = publicSubnetIds.map(find);
    const privateSubnets = privateSubnetIds.map(find);
    const vpc = new DataAwsVpc(this, "vpc", {
      id: vpcId,
      lifecycle: {
        postcondition: [
          {
            condition: Op.eq(TerraformSelf.getString("cidr_block"), cidr),
            errorMessage: `The CIDR of the adopted network ${vpcId} must be ${cidr}.`,
          },
          inTwoZones("private", privateSubnets),
          ...(publicSubnets.length === 0 ? [] : [inTwoZones("public", publicSubnets)]),
        ],
      },
    });
    // Of the data, so that whatever is made in the network waits for these checks.
    this.vpcId = vpc.id;
    this.publicSubnetIds = publicSubnets.map(({ id }) => id);
    this.privateSubnetIds = privateSubnets.map(({ id }) => id);
  }
}

function inTwoZones(tier: string, subnets: readonly DataAwsSubnet[]) {
  const zones = Fn.distinct(subnets.map(({ availabilityZone }) => availabilityZone));
  return {
    condition: Op.gte(Fn.lengthOf(zones), 2),
    errorMessage: `The ${tier} subnets of the adopted network must lie in at least 2 zones.`,
  };
}
