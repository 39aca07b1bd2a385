import { allow, claimed, type DeployScope, kinds, owned, type Statement } from "./statement";

/** What is made here, has an id for a name, and is therefore known by its tags. */
const KINDS = [
  "elastic-ip",
  "internet-gateway",
  "launch-template",
  "natgateway",
  "route-table",
  "security-group",
  "security-group-rule",
  "subnet",
  "vpc",
  "vpc-endpoint",
];
/** They stand alone; the others below ask about what the new thing is made in, too. */
const MAKE = ["AllocateAddress", "CreateInternetGateway", "CreateLaunchTemplate", "CreateVpc"];
const MAKE_IN = [
  "AuthorizeSecurityGroupEgress",
  "AuthorizeSecurityGroupIngress",
  "CreateNatGateway",
  "CreateRouteTable",
  "CreateSecurityGroup",
  "CreateSubnet",
  "CreateVpcEndpoint",
];
const CHANGE = [
  "AssociateRouteTable",
  "AttachInternetGateway",
  "CreateLaunchTemplateVersion",
  "CreateRoute",
  "DeleteInternetGateway",
  "DeleteLaunchTemplate",
  "DeleteNatGateway",
  "DeleteRoute",
  "DeleteRouteTable",
  "DeleteSecurityGroup",
  "DeleteSubnet",
  "DeleteVpc",
  "DeleteVpcEndpoints",
  "DescribeVpcAttribute",
  "DetachInternetGateway",
  "DisassociateAddress",
  "DisassociateRouteTable",
  "ModifySecurityGroupRules",
  "ModifySubnetAttribute",
  "ModifyVpcAttribute",
  "ModifyVpcEndpoint",
  "ReleaseAddress",
  "ReplaceRoute",
  "RevokeSecurityGroupEgress",
  "RevokeSecurityGroupIngress",
];
const SEE = [
  "DescribeAddresses",
  "DescribeAddressesAttribute",
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

/** A network, its security groups and the fleets' launch templates. */
export function networkPermissions(scope: DeployScope): Statement[] {
  const made = kinds(scope, "ec2", KINDS);
  const groups = kinds(scope, "ec2", ["security-group"]);
  return [
    // These calls know no resources.
    allow("SeeNetworks", ec2(SEE), ["*"]),
    allow("MakeWithTags", ec2([...MAKE, ...MAKE_IN]), made, claimed(scope)),
    allow("ChangeOwn", ec2([...MAKE_IN, ...CHANGE]), made, owned(scope)),
    // AWS asks for this one beside each of those that make something with tags.
    allow("TagWhatIsMade", ["ec2:CreateTags"], made, {
      StringEquals: {
        ...claimed(scope).StringEquals,
        "ec2:CreateAction": [...MAKE, ...MAKE_IN],
      },
    }),
    allow("TagOwn", ["ec2:CreateTags", "ec2:DeleteTags"], made, owned(scope)),
    // Interfaces that a NAT gateway or Lambda has made wear no tags of ours. Terraform frees the address of the one, and
    // deletes what the other leaves behind once nothing uses it any more.
    allow(
      "FreeInterfaces",
      ["ec2:DeleteNetworkInterface", "ec2:DisassociateAddress"],
      kinds(scope, "ec2", ["network-interface"]),
    ),
    // A new network brings a default group, which has no tags until it is emptied.
    allow("TagDefaultGroup", ["ec2:CreateTags"], groups, {
      ...claimed(scope),
      Null: { "aws:ResourceTag/application": ["true"], "ec2:CreateAction": ["true"] },
    }),
  ];
}

function ec2(operations: readonly string[]): string[] {
  return operations.map((operation) => `ec2:${operation}`);
}
