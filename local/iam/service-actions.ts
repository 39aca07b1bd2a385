import type { Place } from "../context";
import { groupArn } from "./rules/auto-scaling";
import { arnOf } from "./request";
import { each, type Requirement } from "./requirement";

/**
 * What AWS's services do as a role without any request of the role's own, and where AWS says so. The engine that
 * plays an event asks for them.
 */

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html */
export function writeFunctionLog(place: Place, name: string): readonly Requirement[] {
  return writeLog(place, `/aws/lambda/${name}`);
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions */
export const connectToVpc = onEverything(
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:UnassignPrivateIpAddresses",
);

/** https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy */
export const deliverExecutionLog = onEverything(
  "logs:CreateLogDelivery",
  "logs:DeleteLogDelivery",
  "logs:DescribeLogGroups",
  "logs:DescribeResourcePolicies",
  "logs:GetLogDelivery",
  "logs:ListLogDeliveries",
  "logs:PutResourcePolicy",
  "logs:UpdateLogDelivery",
);

/** https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html */
export function writeBuildLog(place: Place, project: string): readonly Requirement[] {
  return writeLog(place, `/aws/codebuild/${project}`);
}

/** https://docs.aws.amazon.com/codebuild/latest/userguide/test-permissions.html */
export function writeReport(projectArn: string, group: string): readonly Requirement[] {
  const actions = ["CreateReportGroup", "CreateReport", "UpdateReport", "BatchPutTestCases"];
  const resource = `${projectArn.replace(":project/", ":report-group/")}-${group}`;
  return actions.map((action) => ({ action: `codebuild:${action}`, resource }));
}

/** https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html */
export function readBuildInput(location: string): readonly Requirement[] {
  return [
    ...each(["s3:GetBucketAcl", "s3:GetBucketLocation"], `arn:aws:s3:::${location.split("/")[0]}`),
    ...each(["s3:GetObjectVersion"], `arn:aws:s3:::${location}`),
  ];
}

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html#how-to-custom-role-policy */
export function openArtifactStore(bucket: string): readonly Requirement[] {
  const actions = ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"];
  return each(actions, `arn:aws:s3:::${bucket}`);
}

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html */
export function openSource(bucket: string, key: string): readonly Requirement[] {
  const actions = ["s3:GetObjectTagging", "s3:GetObjectVersion", "s3:GetObjectVersionTagging"];
  return [...openArtifactStore(bucket), ...each(actions, `arn:aws:s3:::${bucket}/${key}`)];
}

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/integrations-aws-auto-scaling.html */
export function changeLaunchHooks(
  place: Place,
  added: readonly string[],
  removed: readonly string[],
): readonly Requirement[] {
  if (added.length + removed.length === 0) return [];
  return [
    ...onEverything("autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeLifecycleHooks"),
    ...added.flatMap((group) => each(["autoscaling:PutLifecycleHook"], groupArn(place, group))),
    ...removed.flatMap((group) => each(["autoscaling:DeleteLifecycleHook"], groupArn(place, group))),
  ];
}

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/getting-started-create-service-role.html */
export const findInstances = onEverything("autoscaling:DescribeAutoScalingGroups", "ec2:DescribeInstances");

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/integrations-aws-auto-scaling.html */
export function answerLaunchHook(place: Place, group: string): readonly Requirement[] {
  const actions = ["autoscaling:RecordLifecycleActionHeartbeat", "autoscaling:CompleteLifecycleAction"];
  return each(actions, groupArn(place, group));
}

function onEverything(...actions: readonly string[]): readonly Requirement[] {
  return each(actions, "*");
}

function writeLog(place: Place, group: string): readonly Requirement[] {
  const stream = arnOf("logs", place, `log-group:${group}:log-stream:local`);
  return each(["logs:CreateLogStream", "logs:PutLogEvents"], stream);
}
