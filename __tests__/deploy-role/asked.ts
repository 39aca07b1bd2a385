import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What Terraform 1.11 with provider 5.100 and its S3 backend asked of IAM for the stacks of the tools account and of
 * dev, on local AWS, 2026-11-24: created; then changed in all that changes in place (tags, sizes, policies,
 * schedules, a third zone, a NAT gateway per zone, HTTPS, deletion protection), changed back, and destroyed, with
 * `prevent_destroy` taken out; what an administrator applies is none of it. Ids are `1`; one function and one colour stand for all of them.
 */
export interface Asked {
  /** The stack, or `backend` for states and locks. */
  readonly stack: string;
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

export const asked: readonly Asked[] = readFileSync(join(__dirname, "asked.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Asked);

const dev = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:222222222222:${rest}`;
const provider = "https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service";

/** What no run here asks for, and where it is written that real AWS does. */
export const documented: readonly (Asked & { readonly source: string })[] = [
  {
    stack: "dev-network",
    action: "ec2:CreateTags",
    resource: "arn:aws:ec2:eu-west-1:222222222222:vpc-flow-log/fl-1",
    context: { "aws:ResourceTag/application": "slipway", "aws:ResourceTag/environment": "dev" },
    // Changed tags are the only change that a flow log takes in place: resourceLogFlowUpdate.
    source:
      "https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/ec2/vpc_flow_log.go",
  },
  {
    stack: "dev-network",
    action: "ec2:DeleteNetworkAclEntry",
    resource: "arn:aws:ec2:eu-west-1:222222222222:network-acl/acl-1",
    context: { "aws:ResourceTag/application": "slipway", "aws:ResourceTag/environment": "dev" },
    // A zone that goes takes its rules along: deleteNetworkACLEntries.
    source:
      "https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/ec2/vpc_network_acl.go",
  },
  {
    stack: "dev-web-release",
    action: "ec2:DeleteNetworkInterface",
    resource: "arn:aws:ec2:eu-west-1:222222222222:network-interface/eni-1",
    // Lambda's interfaces stay for a while after their function: deleteLingeringLambdaENI.
    source: `${provider}/ec2/vpc_network_interface.go`,
  },
  {
    stack: "dev-web",
    action: "s3:ListBucketVersions",
    resource: "arn:aws:s3:::slipway-dev-web-logs-222222222222-eu-west-1",
    source: `${provider}/s3/delete.go`,
  },
  {
    stack: "dev-web",
    action: "s3:DeleteObject",
    resource: "arn:aws:s3:::slipway-dev-web-logs-222222222222-eu-west-1/requests/AWSLogs/a.gz",
    source: `${provider}/s3/delete.go`,
  },
  {
    stack: "dev-web",
    action: "s3:DeleteObjectVersion",
    resource: "arn:aws:s3:::slipway-dev-web-logs-222222222222-eu-west-1/requests/AWSLogs/a.gz",
    source: `${provider}/s3/delete.go`,
  },
  ...["CreatePlacementGroup", "CreateTags", "DeletePlacementGroup", "DeleteTags"].map((operation) => ({
    stack: "dev-web",
    action: `ec2:${operation}`,
    resource: dev("ec2", "placement-group/slipway-dev-web-blue"),
    source: `${provider}/ec2/ec2_placement_group.go`,
  })),
  {
    stack: "dev-web",
    action: "ec2:DescribePlacementGroups",
    resource: "*",
    source: `${provider}/ec2/ec2_placement_group.go`,
  },
  {
    stack: "dev-web",
    action: "ec2:RunInstances",
    resource: dev("ec2", "placement-group/slipway-dev-web-blue"),
    context: {
      "ec2:LaunchTemplate": dev("ec2", "launch-template/lt-1"),
      "ec2:IsLaunchTemplateResource": "true",
    },
    source: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html",
  },
  {
    stack: "dev-web",
    action: "acm:RemoveTagsFromCertificate",
    resource: "arn:aws:acm:eu-west-1:222222222222:certificate/1",
    context: { "aws:ResourceTag/application": "slipway", "aws:ResourceTag/environment": "dev" },
    source: `${provider}/acm/tags_gen.go`,
  },
  {
    stack: "dev-web",
    action: "wafv2:UntagResource",
    resource: "arn:aws:wafv2:eu-west-1:222222222222:regional/webacl/slipway-dev-web/1",
    source: `${provider}/wafv2/tags_gen.go`,
  },
];

/** What Terraform asks for when `artifacts` is destroyed, and only an administrator may. */
export const administrators: readonly (readonly [action: string, resource: string])[] = [
  ["kms:ScheduleKeyDeletion", "arn:aws:kms:eu-west-1:111111111111:key/1"],
  ["s3:DeleteBucket", "arn:aws:s3:::slipway-artifacts-111111111111-eu-west-1"],
  ["s3:DeleteBucketPolicy", "arn:aws:s3:::slipway-artifacts-111111111111-eu-west-1"],
];
