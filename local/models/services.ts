/** An AWS service whose requests local AWS can read. */
export interface KnownService {
  /** Folder of botocore's data. */
  readonly model: string;
  /** Operations that are kept; of a service with hundreds only those that somebody here calls. @default - all */
  readonly operations?: readonly string[];
  /** Whether a service of ours answers some of them, so that its outputs and errors are kept too. @default false */
  readonly answers?: boolean;
}

const ec2 = `
  AllocateAddress AssociateAddress AssociateDhcpOptions AssociateIamInstanceProfile AssociateRouteTable
  AssociateVpcCidrBlock AttachInternetGateway AttachNetworkInterface AttachVolume AuthorizeSecurityGroupEgress
  AuthorizeSecurityGroupIngress CreateDhcpOptions CreateEgressOnlyInternetGateway CreateFlowLogs CreateImage
  CreateInternetGateway CreateLaunchTemplate CreateLaunchTemplateVersion CreateManagedPrefixList CreateNatGateway
  CreateNetworkAcl CreateNetworkAclEntry CreateNetworkInterface CreateRoute CreateRouteTable CreateSecurityGroup
  CreateSubnet CreateTags CreateVolume CreateVpc CreateVpcEndpoint DeleteDhcpOptions
  DeleteEgressOnlyInternetGateway DeleteFlowLogs DeleteInternetGateway DeleteLaunchTemplate
  DeleteLaunchTemplateVersions DeleteManagedPrefixList DeleteNatGateway DeleteNetworkAcl DeleteNetworkAclEntry
  DeleteNetworkInterface DeleteRoute DeleteRouteTable DeleteSecurityGroup DeleteSubnet DeleteTags DeleteVolume
  DeleteVpc DeleteVpcEndpoints DescribeAccountAttributes DescribeAddresses DescribeAddressesAttribute
  DescribeAvailabilityZones DescribeDhcpOptions DescribeEgressOnlyInternetGateways DescribeFlowLogs
  DescribeIamInstanceProfileAssociations DescribeImages DescribeInstanceAttribute
  DescribeInstanceCreditSpecifications DescribeInstanceStatus DescribeInstanceTypeOfferings DescribeInstanceTypes
  DescribeInstances DescribeInternetGateways DescribeLaunchTemplateVersions DescribeLaunchTemplates
  DescribeManagedPrefixLists DescribeNatGateways DescribeNetworkAcls DescribeNetworkInterfaces
  DescribePrefixLists DescribeRegions DescribeRouteTables DescribeSecurityGroupRules DescribeSecurityGroups
  DescribeSnapshots DescribeSubnets DescribeTags DescribeVolumes DescribeVpcAttribute
  DescribeVpcClassicLink DescribeVpcClassicLinkDnsSupport DescribeVpcEndpointServices DescribeVpcEndpoints
  DescribeVpcPeeringConnections DescribeVpcs DetachInternetGateway DetachNetworkInterface DetachVolume
  DisassociateAddress DisassociateIamInstanceProfile DisassociateRouteTable DisassociateVpcCidrBlock
  GetEbsDefaultKmsKeyId GetEbsEncryptionByDefault GetLaunchTemplateData GetManagedPrefixListEntries
  ModifyInstanceAttribute ModifyInstanceMetadataOptions ModifyLaunchTemplate ModifyManagedPrefixList
  ModifyNetworkInterfaceAttribute ModifySecurityGroupRules ModifySubnetAttribute ModifyVpcAttribute
  ModifyVpcEndpoint RebootInstances ReleaseAddress ReplaceIamInstanceProfileAssociation
  ReplaceNetworkAclAssociation ReplaceNetworkAclEntry ReplaceRoute ReplaceRouteTableAssociation
  RevokeSecurityGroupEgress RevokeSecurityGroupIngress RunInstances StartInstances StopInstances
  TerminateInstances UpdateSecurityGroupRuleDescriptionsEgress UpdateSecurityGroupRuleDescriptionsIngress`;

const ssm = `
  AddTagsToResource CancelCommand DeleteParameter DeleteParameters DescribeInstanceInformation DescribeParameters
  GetCommandInvocation GetDocument GetParameter GetParameterHistory GetParameters GetParametersByPath
  LabelParameterVersion ListCommandInvocations ListCommands ListTagsForResource PutParameter
  RemoveTagsFromResource SendCommand StartSession TerminateSession`;

/**
 * The services that local AWS knows, by their name in a SigV4 scope. A request of another service, or an
 * operation that is not kept, is refused by name: add it here and run `npx tsx local/models/generate.ts`.
 */
export const services: Readonly<Record<string, KnownService>> = {
  acm: { model: "acm" },
  "application-autoscaling": { model: "application-autoscaling" },
  autoscaling: { model: "autoscaling" },
  budgets: { model: "budgets" },
  codebuild: { model: "codebuild", answers: true },
  codeconnections: { model: "codeconnections" },
  codedeploy: { model: "codedeploy", answers: true },
  codepipeline: { model: "codepipeline", answers: true },
  "codestar-connections": { model: "codestar-connections" },
  dynamodb: { model: "dynamodb" },
  ec2: { model: "ec2", operations: names(ec2) },
  elasticloadbalancing: { model: "elbv2", answers: true },
  events: { model: "events", answers: true },
  iam: { model: "iam" },
  kms: { model: "kms" },
  lambda: { model: "lambda", answers: true },
  logs: { model: "logs" },
  monitoring: { model: "cloudwatch", answers: true },
  s3: { model: "s3", answers: true },
  secretsmanager: { model: "secretsmanager" },
  sns: { model: "sns" },
  sqs: { model: "sqs" },
  ssm: { model: "ssm", operations: names(ssm) },
  states: { model: "stepfunctions", answers: true },
  sts: { model: "sts" },
};

function names(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
