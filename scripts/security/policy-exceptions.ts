import { type Exception, JOIN_VPC, THIS_KEY } from "./exceptions";

const A_TRUST = "a trust policy is of the role that carries it, and says who may assume it";
const A_BOUNDARY =
  "a boundary grants nothing: it ends what the roles' own policies, each looked through here, may do";
const A_DEPLOYER =
  "Terraform makes these for the stacks, by names and tags of the place's own; a test shows each condition to refuse a neighbour";
const OF_A_TEMPLATE =
  "one named role, passed to EC2 only, and to instances that a launch template of the service's own describes";
const SPLIT =
  "another statement has the action's other kinds of resources, under conditions that only they can meet";
const OF_ANOTHER_KIND = "what the service has of the other kind that the action knows, Slipway does not make";
const MUST_ASK = "Step Functions asks for these itself before it writes a log";

const each = (checks: readonly string[], where: string, reason: string): Exception[] =>
  checks.map((check) => ({ check, where, reason }));

/** What parliament finds in policies and we keep, one entry a check and kind of policy. */
export const policyExceptions: readonly Exception[] = [
  ...["* *trust", "*-account deploy-role"].flatMap((where) =>
    each(["RESOURCE_STAR", "CREDENTIALS_EXPOSURE"], where, A_TRUST),
  ),
  ...each(["RESOURCE_STAR", "PERMISSIONS_MANAGEMENT_ACTIONS"], "* *key_policy", THIS_KEY),
  {
    check: "MISMATCHED_TYPE",
    where: "* *key_policy",
    reason:
      "the encryption context of CloudWatch Logs is a log group's ARN, and AWS's own example compares it as one: " +
      "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
  },
  ...each(
    ["RESOURCE_STAR", "CREDENTIALS_EXPOSURE", "PERMISSIONS_MANAGEMENT_ACTIONS", "PRIVILEGE_ESCALATION"],
    "*-account boundary_policy",
    A_BOUNDARY,
  ),
  ...each(["PERMISSIONS_MANAGEMENT_ACTIONS"], "*-account deploy-role_*", A_DEPLOYER),
  {
    check: "PRIVILEGE_ESCALATION",
    where: "*-account deploy-role_release",
    reason:
      "the functions are the place's own, and their roles no stronger than the boundary, which it cannot change",
  },
  ...["deploy-role_edge", "deploy-role_storage"].map((policy) => ({
    check: "RESOURCE_POLICY_PRIVILEGE_ESCALATION",
    where: `*-account ${policy}`,
    reason:
      "Terraform writes the policies of the place's own buckets: who deploys could let himself read them, and is trusted with that",
  })),
  {
    check: "MISMATCHED_TYPE_BUT_USABLE",
    where: "*-account deploy-role_roles",
    reason: "a boundary is named by its whole ARN, without a wildcard: text compares it as exactly",
  },
  ...["edge", "keys", "network", "storage"].map((purpose) => ({
    check: "RESOURCE_MISMATCH",
    where: `*-account deploy-role_${purpose}`,
    reason: SPLIT,
  })),
  {
    check: "RESOURCE_MISMATCH",
    where: "*-account deploy-role_service",
    reason: `${SPLIT}; AWS's own parameters have no account, and load balancers of another kind are not made`,
  },
  ...["* code-deploy-role_permissions", "*-release functions_fleet_permissions"].flatMap((where) => [
    ...each(["PERMISSIONS_MANAGEMENT_ACTIONS", "PRIVILEGE_ESCALATION"], where, OF_A_TEMPLATE),
    ...each(["RESOURCE_MISMATCH"], where, SPLIT),
  ]),
  ...[
    "*-release functions_ledger_permissions",
    "*-release functions_shift_permissions",
    "*-release machine_role_permissions",
    "*-release starter_permissions",
  ].flatMap((where) => each(["RESOURCE_MISMATCH"], where, OF_ANOTHER_KIND)),
  ...each(["PERMISSIONS_MANAGEMENT_ACTIONS"], "*-release *machine_role_permissions", MUST_ASK),
  ...each(["RESOURCE_STAR"], "*-release functions_smoke_permissions", JOIN_VPC),
  ...each(
    ["RESOURCE_STAR"],
    "*-network *-endpoint_policy",
    "which actions on what is the business of the roles' own policies: it keeps all other accounts' credentials out",
  ),
  {
    check: "PERMISSIONS_MANAGEMENT_ACTIONS",
    where: "*-network *s3-endpoint_policy",
    reason: "it lets nobody do what his own policies do not",
  },
  {
    check: "CREDENTIALS_EXPOSURE",
    where: "*-delivery delivery_role_permissions",
    reason:
      "the pipeline assumes the roles that start releases, each by its ARN, and those can do nothing else",
  },
];
