import { arn } from "../location";
import { allow, claimed, type DeployScope, kinds, owned, type Statement } from "./statement";

/** What has an id for a name, and is therefore known by its tags, with what is done to it. */
interface Parts {
  readonly kinds: readonly string[];
  /** They stand alone. */
  readonly make: readonly string[];
  /** They ask about what the new thing is made in, too. */
  readonly makeIn: readonly string[];
  readonly change: readonly string[];
}

/** What services bring into a network. */
const GUESTS: Parts = {
  kinds: ["launch-template", "security-group", "security-group-rule"],
  make: ["CreateLaunchTemplate"],
  makeIn: ["AuthorizeSecurityGroupEgress", "AuthorizeSecurityGroupIngress", "CreateSecurityGroup"],
  change: [
    "CreateLaunchTemplateVersion",
    "DeleteLaunchTemplate",
    "DeleteSecurityGroup",
    "ModifySecurityGroupRules",
    "RevokeSecurityGroupEgress",
    "RevokeSecurityGroupIngress",
  ],
};

/** A network of the place's own. */
const NETWORK: Parts = {
  kinds: [
    "elastic-ip",
    "internet-gateway",
    "natgateway",
    "network-acl",
    "route-table",
    "subnet",
    "vpc",
    "vpc-endpoint",
    "vpc-flow-log",
  ],
  make: ["AllocateAddress", "CreateInternetGateway", "CreateVpc"],
  makeIn: [
    "CreateFlowLogs",
    "CreateNatGateway",
    "CreateNetworkAcl",
    "CreateRouteTable",
    "CreateSubnet",
    "CreateVpcEndpoint",
  ],
  change: [
    "AssociateRouteTable",
    "AttachInternetGateway",
    "CreateNetworkAclEntry",
    "CreateRoute",
    "DeleteFlowLogs",
    "DeleteInternetGateway",
    "DeleteNatGateway",
    "DeleteNetworkAcl",
    "DeleteNetworkAclEntry",
    "DeleteRoute",
    "DeleteRouteTable",
    "DeleteSubnet",
    "DeleteVpc",
    "DeleteVpcEndpoints",
    "DescribeVpcAttribute",
    "DetachInternetGateway",
    "DisassociateAddress",
    "DisassociateRouteTable",
    "ModifySubnetAttribute",
    "ModifyVpcAttribute",
    "ModifyVpcEndpoint",
    "ReleaseAddress",
    "ReplaceNetworkAclAssociation",
    "ReplaceRoute",
  ],
};

const SEE = [
  "DescribeAddresses",
  "DescribeAddressesAttribute",
  "DescribeFlowLogs",
  // The provider asks it of a launch template that says something of CPU credits.
  "DescribeInstanceTypes",
  "DescribeInternetGateways",
  "DescribeLaunchTemplates",
  "DescribeLaunchTemplateVersions",
  "DescribeNatGateways",
  "DescribeNetworkAcls",
  "DescribeNetworkInterfaces",
  "DescribePrefixLists",
  "DescribeRouteTables",
  "DescribeSecurityGroupRules",
  "DescribeSecurityGroups",
  "DescribeSubnets",
  "DescribeVpcEndpoints",
  "DescribeVpcs",
];

/** What all of it has in common: it is made with the place's tags, and changed only where it wears them. */
function owning(scope: DeployScope, { kinds: names, make, makeIn, change }: Parts): Statement[] {
  const made = kinds(scope, "ec2", names);
  return [
    allow("MakeWithTags", ec2([...make, ...makeIn]), made, claimed(scope)),
    allow("ChangeOwn", ec2([...makeIn, ...change]), made, owned(scope)),
    // AWS asks for this one beside each of those that make something with tags.
    allow("TagWhatIsMade", ["ec2:CreateTags"], made, {
      StringEquals: { ...claimed(scope).StringEquals, "ec2:CreateAction": [...make, ...makeIn] },
    }),
    allow("TagOwn", ["ec2:CreateTags", "ec2:DeleteTags"], made, owned(scope)),
  ];
}

/** A network with its security groups and the fleets' launch templates. */
export function networkPermissions(scope: DeployScope): Statement[] {
  const parts = {
    kinds: [...GUESTS.kinds, ...NETWORK.kinds],
    make: [...GUESTS.make, ...NETWORK.make],
    makeIn: [...GUESTS.makeIn, ...NETWORK.makeIn],
    change: [...GUESTS.change, ...NETWORK.change],
  };
  return [
    ...seeAndFree(scope),
    ...owning(scope, parts),
    // Subnets come from their network's default list, which has no tags, and go back to it.
    allow("MoveOwnSubnets", ["ec2:ReplaceNetworkAclAssociation"], kinds(scope, "ec2", ["network-acl"])),
    // A new network brings a default group, which has no tags until it is emptied.
    allow("TagDefaultGroup", ["ec2:CreateTags"], kinds(scope, "ec2", ["security-group"]), {
      ...claimed(scope),
      Null: { "aws:ResourceTag/application": ["true"], "ec2:CreateAction": ["true"] },
    }),
  ];
}

/** Security groups in a network of somebody else's, which wears none of our tags, and launch templates. */
export function adoptedNetworkPermissions(scope: DeployScope, vpcId: string): Statement[] {
  return [
    ...seeAndFree(scope),
    ...owning(scope, GUESTS),
    allow("UseAdopted", ec2(["CreateSecurityGroup", "DescribeVpcAttribute"]), [
      arn(scope, "ec2", `vpc/${vpcId}`),
    ]),
  ];
}

function seeAndFree(scope: DeployScope): Statement[] {
  return [
    // These calls know no resources.
    allow("SeeNetworks", ec2(SEE), ["*"]),
    // Interfaces that a NAT gateway or Lambda has made wear no tags of ours. Terraform frees the address of the one, and
    // deletes what the other leaves behind once nothing uses it any more.
    allow(
      "FreeInterfaces",
      ["ec2:DeleteNetworkInterface", "ec2:DisassociateAddress"],
      kinds(scope, "ec2", ["network-interface"]),
    ),
  ];
}

function ec2(operations: readonly string[]): string[] {
  return operations.map((operation) => `ec2:${operation}`);
}
