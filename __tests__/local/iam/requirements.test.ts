import { requirementsOf } from "../../../local/iam/requirements";
import type { Deployed } from "../../../local/iam/resources";

const place = { account: "222222222222", region: "eu-west-1" };
const key = "arn:aws:kms:eu-west-1:111111111111:key/1";
const ruleArn = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:listener-rule/app/app-dev/1/2/3";
const machine = "arn:aws:states:eu-west-1:222222222222:stateMachine:app-release";
const execution = "arn:aws:states:eu-west-1:222222222222:execution:app-release:1";
const func = "arn:aws:lambda:eu-west-1:222222222222:function:app-shift";
const starter = "arn:aws:iam::222222222222:role/app-starter";
const blue = "arn:aws:autoscaling:eu-west-1:222222222222:autoScalingGroup:*:autoScalingGroupName/app-blue";
const ec2 = (rest: string) => `arn:aws:ec2:eu-west-1:222222222222:${rest}`;
const codeDeploy = (rest: string) => `arn:aws:codedeploy:eu-west-1:222222222222:${rest}`;
const waf = (rest: string) => `arn:aws:wafv2:eu-west-1:222222222222:regional/${rest}`;
const balancerArn = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:loadbalancer/app/app/1";
const s3 = (rest: string) => `arn:aws:s3:::${rest}`;

const deployed: Deployed = {
  hasRole: () => Promise.resolve(false),
  linkRole: () => Promise.resolve(),
  bucketOwner: () => Promise.resolve("111111111111"),
  bucketKey: (_place, bucket) => Promise.resolve(bucket === "encrypted" ? key : undefined),
  groupOf: () => Promise.resolve("app-blue"),
  templateOf: (_place, group) =>
    Promise.resolve(group === "app-blue" ? { LaunchTemplateId: "lt-1" } : undefined),
  templateIdOf: (_place, { LaunchTemplateId, LaunchTemplateName }) =>
    Promise.resolve(LaunchTemplateId ?? `lt-of-${LaunchTemplateName}`),
  roleOfTemplate: () => Promise.resolve("arn:aws:iam::222222222222:role/app-instance"),
  groupOfDeployment: () => Promise.resolve("app/app-blue"),
  configurationOf: () => Promise.resolve("CodeDeployDefault.OneAtATime"),
  ids: {
    tagsOf: () => Promise.resolve({}),
    associated: () => Promise.resolve([]),
    keyOfAlias: () => Promise.resolve(undefined),
    keyOfTable: () => Promise.resolve(undefined),
  },
};

const ask = (service: string, name: string, parameters: object) =>
  requirementsOf({ service, name, parameters: { ...parameters }, ...place }, deployed);

const launches = (template: string) => [
  ...["instance/*", "network-interface/*", "security-group/*", "subnet/*", "volume/*"].map((it) => [
    "ec2:RunInstances",
    ec2(it),
  ]),
  ["ec2:RunInstances", "arn:aws:ec2:eu-west-1::image/*"],
  ["ec2:RunInstances", ec2(`launch-template/${template}`)],
  ["ec2:CreateTags", ec2("instance/*")],
  ["ec2:CreateTags", ec2("volume/*")],
  ["iam:PassRole", "arn:aws:iam::222222222222:role/app-instance"],
];

type Case = readonly [
  service: string,
  operation: string,
  parameters: object,
  expected: readonly (readonly string[])[],
];

const derived: readonly Case[] = [
  [
    "autoscaling",
    "DescribeAutoScalingGroups",
    { AutoScalingGroupNames: ["app-blue"] },
    [["autoscaling:DescribeAutoScalingGroups", "*"]],
  ],
  [
    "autoscaling",
    "SuspendProcesses",
    { AutoScalingGroupName: "app-blue" },
    [["autoscaling:SuspendProcesses", blue]],
  ],
  [
    "cloudwatch",
    "DescribeAlarms",
    { AlarmNames: ["a", "b"] },
    [
      ["cloudwatch:DescribeAlarms", "arn:aws:cloudwatch:eu-west-1:222222222222:alarm:a"],
      ["cloudwatch:DescribeAlarms", "arn:aws:cloudwatch:eu-west-1:222222222222:alarm:b"],
    ],
  ],
  [
    "cloudwatch",
    "DescribeAlarms",
    {},
    [["cloudwatch:DescribeAlarms", "arn:aws:cloudwatch:eu-west-1:222222222222:alarm:*"]],
  ],
  [
    "codedeploy",
    "ListDeployments",
    { applicationName: "app", deploymentGroupName: "blue" },
    [["codedeploy:ListDeployments", codeDeploy("deploymentgroup:app/blue")]],
  ],
  ["codedeploy", "StopDeployment", { deploymentId: "d-1" }, [["codedeploy:StopDeployment", "*"]]],
  [
    "codepipeline",
    "StartPipelineExecution",
    { name: "app" },
    [["codepipeline:StartPipelineExecution", "arn:aws:codepipeline:eu-west-1:222222222222:app"]],
  ],
  [
    "dynamodb",
    "UpdateItem",
    { TableName: "lock" },
    [["dynamodb:UpdateItem", "arn:aws:dynamodb:eu-west-1:222222222222:table/lock"]],
  ],
  [
    "elasticloadbalancing",
    "ModifyRule",
    { RuleArn: ruleArn },
    [["elasticloadbalancing:ModifyRule", ruleArn]],
  ],
  [
    "codebuild",
    "StartBuild",
    { projectName: "app" },
    [["codebuild:StartBuild", "arn:aws:codebuild:eu-west-1:222222222222:project/app"]],
  ],
  ["states", "StartExecution", { stateMachineArn: machine }, [["states:StartExecution", machine]]],
  ["states", "DescribeExecution", { executionArn: execution }, [["states:DescribeExecution", execution]]],
  ["sts", "AssumeRole", { RoleArn: starter }, [["sts:AssumeRole", starter]]],
];

const ruled: readonly Case[] = [
  ["autoscaling", "SetInstanceHealth", { InstanceId: "i-1" }, [["autoscaling:SetInstanceHealth", blue]]],
  [
    "autoscaling",
    "UpdateAutoScalingGroup",
    { AutoScalingGroupName: "app-blue" },
    [["autoscaling:UpdateAutoScalingGroup", blue], ...launches("lt-1")],
  ],
  [
    "autoscaling",
    "UpdateAutoScalingGroup",
    { AutoScalingGroupName: "app-blue", LaunchTemplate: { LaunchTemplateId: "lt-2" } },
    [["autoscaling:UpdateAutoScalingGroup", blue], ...launches("lt-2")],
  ],
  [
    "autoscaling",
    "UpdateAutoScalingGroup",
    {
      AutoScalingGroupName: "app-blue",
      MixedInstancesPolicy: {
        LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId: "lt-2" } },
      },
    },
    [["autoscaling:UpdateAutoScalingGroup", blue], ...launches("lt-2")],
  ],
  [
    "codebuild",
    "BatchGetBuilds",
    { ids: ["app:1"] },
    [["codebuild:BatchGetBuilds", "arn:aws:codebuild:eu-west-1:222222222222:project/app"]],
  ],
  [
    "codedeploy",
    "CreateDeployment",
    { applicationName: "app", deploymentGroupName: "blue" },
    [
      ["codedeploy:CreateDeployment", codeDeploy("deploymentgroup:app/blue")],
      ["codedeploy:GetDeploymentConfig", codeDeploy("deploymentconfig:CodeDeployDefault.OneAtATime")],
      ["codedeploy:GetApplicationRevision", codeDeploy("application:app")],
      ["codedeploy:RegisterApplicationRevision", codeDeploy("application:app")],
    ],
  ],
  [
    "codedeploy",
    "CreateDeployment",
    { applicationName: "app", deploymentGroupName: "blue", deploymentConfigName: "Mine" },
    [
      ["codedeploy:CreateDeployment", codeDeploy("deploymentgroup:app/blue")],
      ["codedeploy:GetDeploymentConfig", codeDeploy("deploymentconfig:Mine")],
      ["codedeploy:GetApplicationRevision", codeDeploy("application:app")],
      ["codedeploy:RegisterApplicationRevision", codeDeploy("application:app")],
    ],
  ],
  [
    "codedeploy",
    "GetDeployment",
    { deploymentId: "d-1" },
    [["codedeploy:GetDeployment", codeDeploy("deploymentgroup:app/app-blue")]],
  ],
  [
    "codedeploy",
    "UpdateDeploymentGroup",
    { applicationName: "app", currentDeploymentGroupName: "blue" },
    [["codedeploy:UpdateDeploymentGroup", codeDeploy("deploymentgroup:app/blue")]],
  ],
  ["lambda", "Invoke", { FunctionName: func }, [["lambda:InvokeFunction", func]]],
  ["lambda", "Invoke", { FunctionName: "app-shift" }, [["lambda:InvokeFunction", func]]],
  ["s3", "GetObject", { Bucket: "plain", Key: "a/b" }, [["s3:GetObject", s3("plain/a/b")]]],
  [
    "s3",
    "GetObject",
    { Bucket: "encrypted", Key: "a", VersionId: "1" },
    [
      ["s3:GetObjectVersion", s3("encrypted/a")],
      ["kms:Decrypt", key],
    ],
  ],
  [
    "s3",
    "HeadObject",
    { Bucket: "encrypted", Key: "a" },
    [
      ["s3:GetObject", s3("encrypted/a")],
      ["kms:Decrypt", key],
    ],
  ],
  [
    "s3",
    "PutObject",
    { Bucket: "encrypted", Key: "a" },
    [
      ["s3:PutObject", s3("encrypted/a")],
      ["kms:GenerateDataKey", key],
    ],
  ],
  [
    "s3",
    "PutObject",
    { Bucket: "plain", Key: "a", SSEKMSKeyId: key },
    [
      ["s3:PutObject", s3("plain/a")],
      ["kms:GenerateDataKey", key],
    ],
  ],
  [
    "acm",
    "RequestCertificate",
    { DomainName: "a.example.com", Tags: [{ Key: "a", Value: "b" }] },
    [
      ["acm:RequestCertificate", "*"],
      ["acm:AddTagsToCertificate", "arn:aws:acm:eu-west-1:222222222222:certificate/*"],
    ],
  ],
  [
    "route53",
    "ChangeResourceRecordSets",
    { HostedZoneId: "Z1" },
    [["route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z1"]],
  ],
  [
    "wafv2",
    "CreateWebACL",
    {
      Name: "app",
      Scope: "REGIONAL",
      Tags: [{ Key: "a", Value: "b" }],
      Rules: [{ Statement: { ManagedRuleGroupStatement: { VendorName: "AWS", Name: "x" } } }],
    },
    [
      ["wafv2:CreateWebACL", waf("webacl/app/*")],
      ["wafv2:CreateWebACL", waf("managedruleset/*/*")],
      ["wafv2:TagResource", waf("webacl/app/*")],
    ],
  ],
  [
    "wafv2",
    "UpdateWebACL",
    { Name: "app", Scope: "REGIONAL", Id: "1", Rules: [{ Statement: { RateBasedStatement: {} } }] },
    [["wafv2:UpdateWebACL", waf("webacl/app/1")]],
  ],
  [
    "wafv2",
    "AssociateWebACL",
    { WebACLArn: waf("webacl/app/1"), ResourceArn: balancerArn },
    [
      ["wafv2:AssociateWebACL", balancerArn],
      ["wafv2:AssociateWebACL", waf("webacl/app/1")],
      ["elasticloadbalancing:SetWebACL", "*"],
    ],
  ],
  [
    "wafv2",
    "PutLoggingConfiguration",
    { LoggingConfiguration: { ResourceArn: waf("webacl/app/1") } },
    [
      ["wafv2:PutLoggingConfiguration", waf("webacl/app/1")],
      ["logs:CreateLogDelivery", "*"],
      ["logs:DescribeLogGroups", "*"],
      ["logs:DescribeResourcePolicies", "*"],
      ["logs:PutResourcePolicy", "*"],
    ],
  ],
  ["sts", "GetCallerIdentity", {}, []],
];

test.each([...derived, ...ruled])("%s:%s of %j", async (service, name, parameters, expected) => {
  const found = await ask(service, name, parameters);
  expect(found.map(({ action, resource }) => [action, resource])).toEqual(expected);
});

test("a launch carries its template, a tag what it is made by, a role whom it is passed to", async () => {
  const found = await ask("autoscaling", "UpdateAutoScalingGroup", { AutoScalingGroupName: "app-blue" });
  const contexts = Object.fromEntries(found.map(({ action, context }) => [action, context]));
  expect(contexts).toEqual({
    "autoscaling:UpdateAutoScalingGroup": undefined,
    "ec2:RunInstances": {
      "ec2:LaunchTemplate": ec2("launch-template/lt-1"),
      "ec2:IsLaunchTemplateResource": "true",
    },
    "ec2:CreateTags": { "ec2:CreateAction": "RunInstances" },
    "iam:PassRole": { "iam:PassedToService": "ec2.amazonaws.com" },
  });
});

test("a key is used by way of S3, for a bucket", async () => {
  const [, use] = await ask("s3", "GetObject", { Bucket: "encrypted", Key: "a" });
  expect(use?.context).toEqual({
    "kms:ViaService": "s3.eu-west-1.amazonaws.com",
    "kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::encrypted",
  });
});

test("an operation without a rule is an error that names it", async () => {
  await expect(ask("s3", "GetBucketMood", {})).rejects.toThrow("local AWS has no rule for s3:GetBucketMood");
  await expect(ask("mood", "Get", {})).rejects.toThrow("local AWS has no rule for mood:Get");
});
