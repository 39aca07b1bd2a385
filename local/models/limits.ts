import { limitRules, type Problem } from "./check";
import type { ShapeTraits } from "./model-file";

/** What AWS documents about a member and its model does not say. */
export interface Limit extends Pick<ShapeTraits, "min" | "max" | "pattern" | "enum"> {
  readonly service: string;
  /** @default - every operation that has the member */
  readonly operations?: readonly string[];
  /** Members from the outside in; `*` is every item. */
  readonly path: string;
  /** AWS does not count white space in policies. */
  readonly withoutWhiteSpace?: boolean;
  /** @default - the service's validation error */
  readonly code?: string;
  readonly source: string;
}

const docs = "https://docs.aws.amazon.com";
const codeDeploy = { service: "codedeploy", source: `${docs}/codedeploy/latest/userguide/limits.html` };
const codeDeployApi = `${docs}/codedeploy/latest/APIReference`;
const rules = { service: "elasticloadbalancing", operations: ["CreateRule", "ModifyRule"] };
const listeners = { service: "elasticloadbalancing", operations: ["CreateListener", "ModifyListener"] };
const tupleSource = `${docs}/elasticloadbalancing/latest/APIReference/API_TargetGroupTuple.html`;
const groupsSource = `${docs}/elasticloadbalancing/latest/application/load-balancer-limits.html`;
const iamQuotas = `${docs}/IAM/latest/UserGuide/reference_iam-quotas.html`;
const bucketNames = {
  service: "s3",
  operations: ["CreateBucket"],
  path: "Bucket",
  code: "InvalidBucketName",
  source: `${docs}/AmazonS3/latest/userguide/bucketnamingrules.html`,
};

export const limits: readonly Limit[] = [
  { ...codeDeploy, path: "description", max: 256 },
  { ...codeDeploy, path: "revision.s3Location.key", min: 1, max: 1024 },
  { ...codeDeploy, path: "revision.s3Location.bucket", min: 3, max: 63 },
  { ...codeDeploy, path: "autoScalingGroups", max: 10, code: "InvalidAutoScalingGroupException" },
  { ...codeDeploy, path: "ec2TagFilters", max: 10, code: "InvalidEC2TagException" },
  { ...codeDeploy, path: "triggerConfigurations", max: 10, code: "TriggerTargetsLimitExceededException" },
  { ...codeDeploy, path: "applicationNames", max: 100, code: "BatchLimitExceededException" },
  {
    service: "codedeploy",
    path: "alarmConfiguration.alarms",
    max: 10,
    code: "AlarmsLimitExceededException",
    source: `${codeDeployApi}/API_AlarmConfiguration.html`,
  },
  {
    service: "codedeploy",
    path: "deploymentIds",
    max: 25,
    code: "BatchLimitExceededException",
    source: `${codeDeployApi}/API_BatchGetDeployments.html`,
  },
  {
    service: "codedeploy",
    path: "serviceRoleArn",
    pattern: String.raw`arn:aws[\w-]*:iam::\d{12}:role/.+`,
    source: `${codeDeployApi}/API_CreateDeploymentGroup.html`,
  },
  {
    service: "elasticloadbalancing",
    operations: ["CreateLoadBalancer"],
    path: "Name",
    max: 32,
    pattern: "(?!internal-)(?!-)[A-Za-z0-9-]+(?<!-)",
    source: `${docs}/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html`,
  },
  {
    service: "elasticloadbalancing",
    operations: ["CreateTargetGroup"],
    path: "Name",
    max: 32,
    pattern: "(?!-)[A-Za-z0-9-]+(?<!-)",
    source: `${docs}/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html`,
  },
  { ...rules, path: "Actions.*.ForwardConfig.TargetGroups.*.Weight", min: 0, max: 999, source: tupleSource },
  {
    ...listeners,
    path: "DefaultActions.*.ForwardConfig.TargetGroups.*.Weight",
    min: 0,
    max: 999,
    source: tupleSource,
  },
  {
    ...rules,
    path: "Actions.*.ForwardConfig.TargetGroups",
    min: 1,
    max: 5,
    code: "TooManyTargetGroups",
    source: groupsSource,
  },
  {
    ...listeners,
    path: "DefaultActions.*.ForwardConfig.TargetGroups",
    min: 1,
    max: 5,
    code: "TooManyTargetGroups",
    source: groupsSource,
  },
  {
    service: "lambda",
    operations: ["CreateFunction"],
    path: "FunctionName",
    pattern: "arn:.+|[^:]{1,64}",
    source: `${docs}/lambda/latest/api/API_CreateFunction.html`,
  },
  {
    service: "states",
    path: "name",
    pattern: String.raw`[^\s<>{}[\]?*"#%\\^|~${"`"}$&,;:/\u0000-\u001f\u007f-\u009f]*`,
    code: "InvalidName",
    source: `${docs}/step-functions/latest/apireference/API_CreateStateMachine.html`,
  },
  { ...bucketNames, min: 3, max: 63 },
  {
    ...bucketNames,
    pattern: String.raw`(?!xn--|sthree-|amzn-s3-demo-)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?!.*\.\.)[a-z0-9.-]*[a-z0-9](?<!-s3alias|--ol-s3|--x-s3)`,
  },
  {
    service: "s3",
    operations: ["PutObject", "CopyObject", "CreateMultipartUpload"],
    path: "Key",
    max: 1024,
    code: "KeyTooLongError",
    source: `${docs}/AmazonS3/latest/userguide/object-keys.html`,
  },
  {
    service: "iam",
    path: "AssumeRolePolicyDocument",
    max: 2048,
    withoutWhiteSpace: true,
    code: "LimitExceeded",
    source: iamQuotas,
  },
  {
    service: "iam",
    operations: ["PutRolePolicy"],
    path: "PolicyDocument",
    max: 10240,
    withoutWhiteSpace: true,
    code: "LimitExceeded",
    source: iamQuotas,
  },
  {
    service: "iam",
    operations: ["CreatePolicy", "CreatePolicyVersion"],
    path: "PolicyDocument",
    max: 6144,
    withoutWhiteSpace: true,
    code: "LimitExceeded",
    source: iamQuotas,
  },
  {
    service: "autoscaling",
    operations: ["CreateAutoScalingGroup"],
    path: "AutoScalingGroupName",
    pattern: "[^:]+",
    source: `${docs}/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html`,
  },
  {
    service: "ec2",
    path: "LaunchTemplateName",
    min: 3,
    max: 128,
    pattern: String.raw`[A-Za-z0-9().\-/_]+`,
    code: "InvalidLaunchTemplateName.MalformedException",
    source: `${docs}/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html`,
  },
  {
    service: "ec2",
    path: "LaunchTemplateData.UserData",
    // 16 KB before it is encoded.
    max: 21848,
    code: "InvalidUserData.Malformed",
    source: `${docs}/AWSEC2/latest/UserGuide/instancedata-add-user-data.html`,
  },
  {
    service: "ec2",
    operations: ["CreateSecurityGroup"],
    path: "GroupName",
    max: 255,
    pattern: String.raw`(?!sg-)[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]+`,
    source: `${docs}/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html`,
  },
  {
    service: "ec2",
    operations: ["CreateSecurityGroup"],
    path: "Description",
    max: 255,
    pattern: String.raw`[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]*`,
    source: `${docs}/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html`,
  },
  {
    service: "dynamodb",
    path: "TableName",
    pattern: String.raw`arn:.+|[\w.-]{3,255}`,
    source: `${docs}/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html`,
  },
  {
    service: "kms",
    operations: ["CreateAlias"],
    path: "AliasName",
    pattern: "alias/(?!aws/).+",
    code: "InvalidAliasNameException",
    source: `${docs}/kms/latest/APIReference/API_CreateAlias.html`,
  },
  {
    service: "sns",
    operations: ["CreateTopic"],
    path: "Name",
    pattern: String.raw`[\w-]{1,256}|[\w-]{1,251}\.fifo`,
    code: "InvalidParameter",
    source: `${docs}/sns/latest/api/API_CreateTopic.html`,
  },
  {
    service: "sqs",
    operations: ["CreateQueue"],
    path: "QueueName",
    pattern: String.raw`[\w-]{1,80}|[\w-]{1,75}\.fifo`,
    source: `${docs}/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html`,
  },
  {
    service: "secretsmanager",
    operations: ["CreateSecret"],
    path: "Name",
    pattern: String.raw`[\w/+=.@-]+`,
    source: `${docs}/secretsmanager/latest/apireference/API_CreateSecret.html`,
  },
  {
    service: "logs",
    operations: ["PutRetentionPolicy"],
    path: "retentionInDays",
    enum: "1 3 5 7 14 30 60 90 120 150 180 365 400 545 731 1096 1827 2192 2557 2922 3288 3653".split(" "),
    source: `${docs}/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html`,
  },
];

/** The documented limits that an input of an operation breaks. */
export function limitProblems(
  service: string,
  operation: string,
  parameters: Readonly<Record<string, unknown>>,
): readonly Problem[] {
  return limits
    .filter((limit) => limit.service === service && (limit.operations?.includes(operation) ?? true))
    .flatMap((limit) =>
      valuesAt(parameters, limit.path.split(".")).flatMap(({ path, value }) => {
        const counted = limit.withoutWhiteSpace ? String(value).replace(/\s/g, "") : value;
        return limitRules(limit, counted).map((rule): Problem => ({
          kind: "limit",
          path,
          value,
          rule,
          code: limit.code,
        }));
      }),
    );
}

export interface Found {
  readonly path: readonly string[];
  readonly value: unknown;
}

export function valuesAt(
  value: unknown,
  [first, ...rest]: readonly string[],
  path: readonly string[] = [],
): readonly Found[] {
  if (value === undefined) return [];
  if (first === undefined) return [{ path, value }];
  if (first === "*") {
    const items = Array.isArray(value) ? (value as readonly unknown[]) : [];
    return items.flatMap((item, index) => valuesAt(item, rest, [...path, String(index + 1), "member"]));
  }
  const member =
    typeof value === "object" && value !== null ? (value as Record<string, unknown>)[first] : undefined;
  return valuesAt(member, rest, [...path, first]);
}
