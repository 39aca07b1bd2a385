/** What checkov finds and we keep, one entry a check and kind of resource. An entry that finds nothing fails. */
export interface Exception {
  readonly check: string;
  /** `<stack> <construct>` as the report has them, without hashes; `*` stands for anything. */
  readonly where: string;
  readonly reason: string;
}

export const THIS_KEY =
  "in the policy of a key, `*` is the key that carries it, and the account must keep its say";
export const JOIN_VPC = "Lambda tries these on every resource before it joins a VPC";
const PLAIN_HTTP = "the data says `plain-http` for this environment in so many words";
const BEHIND = "from the load balancer to its instances, inside the VPC and between two security groups";

export const exceptions: readonly Exception[] = [
  ...["CKV_AWS_109", "CKV_AWS_111", "CKV_AWS_356"].map((check) => ({
    check,
    where: "* *key_policy",
    reason: THIS_KEY,
  })),
  ...["CKV_AWS_111", "CKV_AWS_356"].map((check) => ({
    check,
    where: "*-release functions_smoke_permissions",
    reason: JOIN_VPC,
  })),
  {
    check: "CKV_AWS_115",
    where: "*-release functions_*_function",
    reason:
      "one release runs at a time and calls one function after another; a reserve would take from others",
  },
  {
    check: "CKV_AWS_116",
    where: "*-release functions_*_function",
    reason: "Step Functions calls them and waits: a failure is the state machine's, no event is lost",
  },
  {
    check: "CKV_AWS_117",
    where: "*-release functions_*_function",
    reason: "they ask AWS's APIs only; the one that asks the load balancer is in the VPC",
  },
  {
    check: "CKV_AWS_173",
    where: "*-release functions_*_function",
    reason: "the variables are names, ARNs and limits, and AWS encrypts them with a key of its own",
  },
  {
    check: "CKV_AWS_272",
    where: "*-release functions_*_function",
    reason: "whoever deploys builds the zips from this repository: he would sign what he has just made",
  },
  {
    check: "CKV_AWS_50",
    where: "*-release functions_*_function",
    reason: "the state machine's history and log have every call with its input, answer and time",
  },
  {
    check: "CKV_AWS_284",
    where: "*-release *machine_state-machine",
    reason: "its log has every state of every execution; X-Ray would sample them",
  },
  {
    check: "CKV_AWS_297",
    where: "*-release office-hours_*",
    reason: "a schedule holds one word, which AWS encrypts with a key of its own",
  },
  {
    check: "CKV_AWS_119",
    where: "*-release lock_table",
    reason: "the item holds names and times; a key that cannot be used would stop the way back",
  },
  {
    check: "CKV_AWS_338",
    where: "*",
    reason: "days of retention are a field of the environment",
  },
  {
    check: "CKV_AWS_144",
    where: "*",
    reason: "CodeDeploy installs from its own region only, so a copy elsewhere would help no environment",
  },
  {
    check: "CKV2_AWS_62",
    where: "*",
    reason: "nothing waits for what is put there; the source bucket's notifications start the pipeline",
  },
  {
    check: "CKV_AWS_61",
    where: "*-account deploy-role",
    reason:
      "the root of the tools account is whoever its administrators let assume the role, and nobody else",
  },
  ...["state state_states_bucket", "artifacts artifacts_bucket", "*-delivery source_bucket"].map((where) => ({
    check: "CKV_AWS_18",
    where,
    reason: "the trail of the tools account has each object that is read or written there, and by whom",
  })),
  {
    check: "CKV_AWS_18",
    where: "* access-logs_bucket",
    reason: "it is a log itself: one of who reads it would want a log again",
  },
  {
    check: "CKV_AWS_145",
    where: "* access-logs_bucket",
    reason:
      "a load balancer can deliver to a bucket with S3's own key only: " +
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html",
  },
  {
    check: "CKV2_AWS_28",
    where: "dev-web load-balancer",
    reason: 'the data says `firewall: "none"` for this environment in so many words',
  },
  {
    check: "CKV2_AWS_76",
    where: "production-web load-balancer",
    reason:
      "AWSManagedRulesKnownBadInputsRuleSet, which knows Log4j's, is asked; the check also wants " +
      "AWSManagedRulesAnonymousIpList, which refuses whoever comes by a VPN or from a cloud",
  },
  {
    check: "CKV_AWS_18",
    where: "*-account audit_bucket",
    reason: "who reads what the trail wrote is an administrator; a log of that would want a log again",
  },
  {
    check: "CKV_AWS_252",
    where: "*-account trail",
    reason: "nobody reads each file as it comes: GuardDuty reads the same events, within minutes",
  },
  {
    check: "CKV2_AWS_10",
    where: "*-account trail",
    reason:
      "GuardDuty judges the same events; a second copy of them all in CloudWatch Logs costs more than the first",
  },
  {
    check: "CKV2_AWS_3",
    where: "*-account threat-detection_detector",
    reason: "it is enabled, in its own account; one that an organization manages is adopted",
  },
  // Not production: there the scan would find it.
  ...["dev-web", "staging-web"].flatMap((service) => [
    {
      check: "CKV_AWS_150",
      where: `${service} load-balancer`,
      reason: "deletion protection follows the environment's `protected`, so that others can be torn down",
    },
    ...["CKV_AWS_2", "CKV_AWS_103"].map((check) => ({
      check,
      where: `${service} load-balancer_*`,
      reason: PLAIN_HTTP,
    })),
    { check: "CKV2_AWS_20", where: `${service} load-balancer`, reason: PLAIN_HTTP },
  ]),
  { check: "CKV_AWS_378", where: "* *target-group", reason: BEHIND },
  {
    check: "CKV_AWS_260",
    where: "* security-groups_production-80-from-0-0-0-0-0",
    reason: "a public service answers on port 80: with a redirect, or plainly where the data says so",
  },
];
