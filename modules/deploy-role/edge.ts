import { arn, s3Arn } from "../location";
import { ownBuckets, s3 } from "./storage";
import { allow, claimed, type DeployScope, kinds, named, owned, type Statement } from "./statement";

export interface EdgeScope extends DeployScope {
  /** Names of the buckets with the load balancers' logs. */
  readonly logBuckets: readonly string[];
  /** Whether a bucket goes with all that is in it. */
  readonly emptiesLogs: boolean;
  /** Ids of the hosted zones that domains lie in. */
  readonly hostedZones: readonly string[];
}

/** What stands before the load balancers: their domains, certificates and firewalls, and the logs of who came. */
export function edgePermissions(scope: EdgeScope): Statement[] {
  const { logBuckets, emptiesLogs } = scope;
  return [
    ...ownBuckets(scope, { buckets: logBuckets }),
    ...(emptiesLogs ? emptyLogs(scope) : []),
    ...domains(scope),
    ...firewalls(scope),
  ];
}

/** https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/s3/delete.go */
function emptyLogs({ logBuckets, ...scope }: EdgeScope): Statement[] {
  const buckets = logBuckets.map((bucket) => s3Arn(scope, bucket));
  return [
    allow("FindLogs", ["s3:ListBucketVersions"], buckets),
    allow(
      "EmptyLogs",
      s3(["DeleteObject", "DeleteObjectVersion"]),
      buckets.map((bucket) => `${bucket}/*`),
    ),
  ];
}

function domains({ hostedZones, ...scope }: EdgeScope): Statement[] {
  if (hostedZones.length === 0) return [];
  const certificates = kinds(scope, "acm", ["certificate"]);
  return [
    // What is yet to be made has no ARN.
    allow("AskForCertificates", ["acm:RequestCertificate"], ["*"], claimed(scope)),
    allow("TagNewCertificates", ["acm:AddTagsToCertificate"], certificates, claimed(scope)),
    allow("SeeCertificates", ["acm:DescribeCertificate", "acm:ListTagsForCertificate"], certificates),
    allow(
      "ChangeOwnCertificates",
      ["acm:DeleteCertificate", "acm:RemoveTagsFromCertificate"],
      certificates,
      owned(scope),
    ),
    allow(
      "ChangeOwnZones",
      ["ChangeResourceRecordSets", "GetHostedZone", "ListResourceRecordSets"].map(
        (operation) => `route53:${operation}`,
      ),
      hostedZones.map((zone) => `arn:${scope.partition}:route53:::hostedzone/${zone}`),
    ),
    // A change has an id of Route 53's own.
    allow("SeeChanges", ["route53:GetChange"], [`arn:${scope.partition}:route53:::change/*`]),
  ];
}

function firewalls(scope: DeployScope): Statement[] {
  const acls = [named(scope, "wafv2", "regional/webacl/NAME-*/*")];
  const balancers = [named(scope, "elasticloadbalancing", "loadbalancer/app/NAME-*/*")];
  return [
    allow(
      "ChangeOwnFirewalls",
      [
        "AssociateWebACL",
        "CreateWebACL",
        "DeleteLoggingConfiguration",
        "DeleteWebACL",
        "GetLoggingConfiguration",
        "GetWebACL",
        "ListTagsForResource",
        "PutLoggingConfiguration",
        "TagResource",
        "UntagResource",
        "UpdateWebACL",
      ].map((operation) => `wafv2:${operation}`),
      acls,
    ),
    allow(
      "UseManagedRules",
      ["wafv2:CreateWebACL", "wafv2:UpdateWebACL"],
      [arn(scope, "wafv2", "regional/managedruleset/*/*")],
    ),
    allow(
      "PutFirewalls",
      ["wafv2:AssociateWebACL", "wafv2:DisassociateWebACL", "wafv2:GetWebACLForResource"],
      balancers,
    ),
    // WAF asks for it beside the one above, and it knows no resources.
    allow("PutBeforeLoadBalancers", ["elasticloadbalancing:SetWebACL"], ["*"]),
    // https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html: none knows resources.
    allow(
      "DeliverFirewallLogs",
      ["CreateLogDelivery", "DeleteLogDelivery", "DescribeResourcePolicies", "PutResourcePolicy"].map(
        (operation) => `logs:${operation}`,
      ),
      ["*"],
    ),
  ];
}
