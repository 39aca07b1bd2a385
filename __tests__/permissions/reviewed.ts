/**
 * A permission that no run of the release suite needs, and why it stays. Nothing is needed by some runs only: what a
 * race or a late answer may leave out, the suite brings about for certain (`release.local.test.ts`), so that an entry
 * which one run needs is as wrong as a permission which one run does not.
 */
export interface Reviewed {
  /** Pattern of the role's name. */
  readonly role: string;
  /** `<policy>#<sid or place>`, or a pattern of it. */
  readonly statement: string;
  /** The action or the resource, or a pattern of it. */
  readonly value: string;
  readonly reason: string;
  readonly source: string;
}

/** A refusal that a test brings about on purpose. */
export interface Refusal {
  /** Pattern of the role's ARN. */
  readonly role: string;
  readonly action: string;
  readonly reason: string;
}

export const refusals: readonly Refusal[] = [
  {
    role: "*:role/slipway-dev-web-release-observe",
    action: "s3:GetObjectVersion",
    reason: "a test releases an object outside `releases/`, which the release may not read",
  },
  {
    role: "*:role/slipway-delivery-web-build",
    action: "s3:ListBucket",
    reason:
      "the build asks for a release that is not there yet; S3 does not tell it so, and the build publishes",
  },
];

export const reviewed: readonly Reviewed[] = [
  {
    role: "slipway-deploy",
    statement: "*",
    value: "*",
    reason: "the release suite deploys once; updates and destroys are held to a recording of all stacks",
    source: "__tests__/deploy-role/asked.jsonl",
  },
  {
    role: "*",
    statement: "arn:aws:iam::*:policy/slipway-boundary#*",
    value: "*",
    reason: "a boundary allows nothing by itself: it is the most that any role's own policy can allow",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
  },
  {
    role: "aws-service-role/*",
    statement: "*",
    value: "*",
    reason: "service-linked roles are AWS's own: nobody here writes what they may do, or who assumes them",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html",
  },
  ...["WriteOwnLog", "WriteOwnMetrics"].map((sid) => ({
    role: "slipway-dev-web-instance",
    statement: `*#${sid}`,
    value: "*",
    reason: "the CloudWatch agent, which does not run here",
    source:
      "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/create-iam-roles-for-cloudwatch-agent.html",
  })),
  {
    role: "bucket slipway-artifacts-*",
    statement: "*#DenyOverwrites",
    value: "s3:if-none-match",
    reason: "no writer of the suite tries to overwrite a release; the statement is tried by itself",
    source: "__tests__/stacks/conditions.test.ts",
  },
  {
    role: "slipway-dev-web-instance",
    statement: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore#*",
    value: "*",
    reason: "AWS's own policy for its agent, which does not run here",
    source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html",
  },
  {
    role: "slipway-dev-network",
    statement: "*",
    value: "*",
    reason:
      "the documented set without making log groups; no traffic flows through a VPC here, so none is logged",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html",
  },
  ...[
    "FindInstances",
    "KeepLaunchHooks",
    "UseOwnTemplates",
    "LaunchWhatTemplatesSay",
    "LaunchIntoSubnets",
    "TagWhatIsLaunched",
    "PassInstanceRole",
  ].map((sid) => ({
    role: "slipway-dev-web-codedeploy",
    statement: `*#${sid}`,
    value: "*",
    reason: "AWSCodeDeployRole and the guide for launch templates have it; only AWS shows when it is asked",
    source:
      "https://docs.aws.amazon.com/codedeploy/latest/userguide/getting-started-create-service-role.html",
  })),
  {
    role: "slipway-dev-web-release-hours-schedule",
    statement: "*#CloseAndOpen",
    value: "states:StartExecution",
    reason: "no schedule comes due here: the suite starts what it would start",
    source: "https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html",
  },
  {
    role: "slipway-dev-web-release-ledger",
    statement: "*#SeeWhetherTheHolderRuns",
    value: "arn:aws:states:*:execution:slipway-dev-web-release-hours:*",
    reason: "no release of the suite begins in the seconds that office hours take; the model's do",
    source: "__tests__/release/office-hours.test.ts",
  },
  {
    role: "slipway-dev-web-release-starter",
    statement: "trust#0",
    value: "sts:AssumeRole",
    reason: "that the pipeline's role assumes it is recorded with the pipeline's role",
    source: "__tests__/local/iam/iam.test.ts",
  },
  {
    role: "slipway-dev-web-release-*",
    statement: "*#StopDeployments",
    value: "codedeploy:StopDeployment",
    reason: "no release of the suite ends while its deployment runs; the model's releases do",
    source: "__tests__/release/release.test.ts",
  },
  {
    role: "slipway-dev-web-release-fleet",
    statement: "*#Deploy",
    value: "codedeploy:GetDeployment",
    reason: "no call of the suite that starts a deployment is repeated",
    source: "__tests__/lambda-src/steps/deploy.test.ts",
  },
  {
    role: "slipway-dev-web-release-observe",
    statement: "*",
    value: "codedeploy:*DeploymentTargets",
    reason: "no deployment of the suite fails; make demo has one",
    source:
      "https://docs.aws.amazon.com/codedeploy/latest/userguide/auth-and-access-control-permissions-reference.html",
  },
  {
    role: "slipway-delivery-web",
    statement: "*#KeepArtifacts",
    value: "s3:GetObject*",
    reason:
      "CodeBuild reads its input with its own role here; actions of other kinds read with the pipeline's",
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html",
  },
  {
    role: "slipway-delivery-web",
    statement: "*#UseArtifactsKey",
    value: "kms:*",
    reason: "the documented set for a customer's key that actions of other accounts use too",
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-cross-account.html",
  },
];
