import { iamArn, type Location, s3Arn } from "../location";
import { allow, type Statement } from "./statement";

export interface BoundaryScope extends Omit<Location, "region"> {
  readonly application: string;
  /** Name of the bucket that Terraform's states lie in. */
  readonly stateBucket: string;
}

/** Services that roles here work with, and no others. */
const SERVICES = [
  "autoscaling",
  "cloudwatch",
  "codebuild",
  "codeconnections",
  "codedeploy",
  "codepipeline",
  "dynamodb",
  "ec2",
  "ec2messages",
  "elasticloadbalancing",
  "events",
  "kms",
  "lambda",
  "logs",
  "s3",
  "secretsmanager",
  "sns",
  "sqs",
  "ssm",
  "ssmmessages",
  "states",
];

/** What no role here ever does, whoever writes its policy: change who may do what, and destroy what cannot be had back. */
const NEVER = [
  "dynamodb:DeleteTable",
  "kms:DisableKey",
  "kms:PutKeyPolicy",
  "kms:ScheduleKeyDeletion",
  "lambda:AddPermission",
  "lambda:UpdateFunctionCode",
  "logs:DeleteLogGroup",
  "s3:DeleteBucket",
  "s3:DeleteBucketPolicy",
  "s3:PutBucketPolicy",
  "s3:PutBucketPublicAccessBlock",
  "s3:PutBucketVersioning",
  "s3:PutLifecycleConfiguration",
];

/**
 * The most that a role of the platform may do. It grants nothing: whoever writes the roles' policies, the deploy role,
 * gets no further than this with a role of his own making.
 */
export function boundaryStatements(scope: BoundaryScope): Statement[] {
  return [
    allow(
      "WorkWithKnownServices",
      SERVICES.map((service) => `${service}:*`),
      ["*"],
    ),
    allow("UseOwnRoles", ["iam:PassRole"], [iamArn(scope, `role/${scope.application}-*`)]),
    // A role of another account decides itself who may assume it.
    allow(
      "StepIntoOwnRoles",
      ["sts:AssumeRole"],
      [iamArn({ ...scope, account: "*" }, `role/${scope.application}-*`)],
    ),
    { sid: "NeverThese", effect: "Deny", actions: NEVER, resources: ["*"] },
    // The deploy role, who may write an administrator's states nowhere, could make a role that does.
    {
      sid: "NeverStates",
      effect: "Deny",
      actions: ["s3:*"],
      resources: ["", "/*"].map((rest) => s3Arn(scope, `${scope.stateBucket}${rest}`)),
    },
    // It would resume a canary that has lost its lock.
    { sid: "NeverRedrive", effect: "Deny", actions: ["states:RedriveExecution"], resources: ["*"] },
  ];
}
