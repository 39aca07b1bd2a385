import { requirementsOf } from "../../../local/iam/requirements";
import type { Deployed } from "../../../local/iam/resources";

/** What those who make, change and delete resources are asked for; requests of running roles are in requirements.test.ts. */
const place = { account: "222222222222", region: "eu-west-1" };
const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:222222222222:${rest}`;
const role = (name: string) => `arn:aws:iam::222222222222:role/${name}`;
const elb = (rest: string) => arn("elasticloadbalancing", rest);
const ec2 = (rest: string) => arn("ec2", rest);
const key = arn("kms", "key/1");

const worn: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [ec2("vpc/vpc-1")]: { application: "shop" },
  [key]: { application: "shop" },
};
const nothing = () => Promise.resolve(undefined);
const deployed: Deployed = {
  hasRole: () => Promise.resolve(false),
  linkRole: () => Promise.resolve(),
  bucketOwner: nothing,
  bucketKey: nothing,
  groupOf: nothing,
  templateOf: nothing,
  templateIdOf: (_place, { LaunchTemplateId }) => Promise.resolve(LaunchTemplateId),
  roleOfTemplate: () => Promise.resolve(role("shop-instance")),
  groupOfDeployment: () => Promise.resolve("*"),
  configurationOf: () => Promise.resolve("*"),
  ids: {
    tagsOf: (resource) => Promise.resolve(worn[resource] ?? {}),
    associated: (_place, id) =>
      Promise.resolve(
        { "rtbassoc-1": ["route-table/rtb-1", "subnet/subnet-1"], "eipassoc-1": ["elastic-ip/eipalloc-1"] }[
          id
        ] ?? [],
      ),
    keyOfAlias: (_place, alias) => Promise.resolve(alias === "alias/shop" ? "1" : undefined),
    keyOfTable: (_place, table) => Promise.resolve(table === "locks" ? key : undefined),
  },
};
const ask = (service: string, name: string, parameters: object) =>
  requirementsOf({ service, name, parameters: { ...parameters }, ...place }, deployed);

type Case = readonly [operation: string, parameters: object, expected: readonly (readonly string[])[]];

const Tags = [{ Key: "application", Value: "shop" }];
const specified = (ResourceType: string) => ({ TagSpecifications: [{ ResourceType, Tags }] });
const linked = (service: string, name: string) => [
  "iam:CreateServiceLinkedRole",
  role(`aws-service-role/${service}.amazonaws.com/${name}`),
];

const cases: readonly Case[] = [
  // Names under other members than the reference's variables.
  [
    "autoscaling:CreateOrUpdateTags",
    { Tags: [{ ResourceId: "shop-blue", Key: "a" }] },
    [
      [
        "autoscaling:CreateOrUpdateTags",
        arn("autoscaling", "autoScalingGroup:*:autoScalingGroupName/shop-blue"),
      ],
    ],
  ],
  [
    "autoscaling:DeleteTags",
    { Tags: [{ ResourceId: "shop-blue", Key: "a" }] },
    [["autoscaling:DeleteTags", arn("autoscaling", "autoScalingGroup:*:autoScalingGroupName/shop-blue")]],
  ],
  [
    "elasticloadbalancing:AddTags",
    { ResourceArns: [elb("targetgroup/shop-blue/1")], Tags },
    [["elasticloadbalancing:AddTags", elb("targetgroup/shop-blue/1")]],
  ],
  [
    "lambda:UpdateFunctionConfiguration",
    { FunctionName: "shop", VpcConfig: { SubnetIds: ["subnet-1"] } },
    [
      ["lambda:UpdateFunctionConfiguration", arn("lambda", "function:shop")],
      ["ec2:DescribeSecurityGroups", "*"],
      ["ec2:DescribeSubnets", "*"],
      ["ec2:DescribeVpcs", "*"],
    ],
  ],
  [
    "codebuild:UpdateProject",
    { name: "shop-build" },
    [["codebuild:UpdateProject", arn("codebuild", "project/shop-build")]],
  ],
  [
    "codepipeline:UpdatePipeline",
    { pipeline: { name: "shop", roleArn: role("shop-pipeline") } },
    [
      ["codepipeline:UpdatePipeline", arn("codepipeline", "shop")],
      ["iam:PassRole", role("shop-pipeline")],
    ],
  ],
  ["events:DescribeRule", { Name: "shop" }, [["events:DescribeRule", arn("events", "rule/shop")]]],
  [
    "events:PutTargets",
    { Rule: "shop", EventBusName: "default", Targets: [{ Id: "a", RoleArn: role("shop-trigger") }] },
    [
      ["events:PutTargets", arn("events", "rule/shop")],
      ["iam:PassRole", role("shop-trigger")],
    ],
  ],
  [
    "events:DeleteRule",
    { Name: "shop", EventBusName: "bus" },
    [["events:DeleteRule", arn("events", "rule/bus/shop")]],
  ],
  ["iam:GetRole", { RoleName: "shop" }, [["iam:GetRole", role("shop")]]],
  [
    "iam:AddRoleToInstanceProfile",
    { InstanceProfileName: "shop", RoleName: "shop-instance" },
    [
      ["iam:AddRoleToInstanceProfile", "arn:aws:iam::222222222222:instance-profile/shop"],
      ["iam:PassRole", role("shop-instance")],
    ],
  ],
  [
    "scheduler:CreateSchedule",
    { GroupName: "shop", Name: "close", Target: { RoleArn: role("shop-schedule") } },
    [
      ["scheduler:CreateSchedule", arn("scheduler", "schedule/shop/close")],
      ["iam:PassRole", role("shop-schedule")],
    ],
  ],
  [
    "scheduler:CreateScheduleGroup",
    { Name: "shop" },
    [["scheduler:CreateScheduleGroup", arn("scheduler", "schedule-group/shop")]],
  ],
  [
    "states:CreateStateMachine",
    { name: "shop", roleArn: role("shop-machine") },
    [
      ["states:CreateStateMachine", arn("states", "stateMachine:shop")],
      ["iam:PassRole", role("shop-machine")],
    ],
  ],
  [
    "ssm:GetParameter",
    { Name: "/aws/service/ami" },
    [["ssm:GetParameter", "arn:aws:ssm:eu-west-1::parameter/aws/service/ami"]],
  ],
  ["ssm:GetParameter", { Name: "/shop/ami" }, [["ssm:GetParameter", arn("ssm", "parameter/shop/ami")]]],
  // Ids.
  [
    "ec2:DeleteTags",
    { Resources: ["vpc-1", "eipalloc-1"] },
    [
      ["ec2:DeleteTags", ec2("vpc/vpc-1")],
      ["ec2:DeleteTags", ec2("elastic-ip/eipalloc-1")],
    ],
  ],
  [
    "ec2:DisassociateRouteTable",
    { AssociationId: "rtbassoc-1" },
    [
      ["ec2:DisassociateRouteTable", ec2("route-table/rtb-1")],
      ["ec2:DisassociateRouteTable", ec2("subnet/subnet-1")],
    ],
  ],
  [
    "ec2:DisassociateAddress",
    { AssociationId: "eipassoc-1" },
    [["ec2:DisassociateAddress", ec2("elastic-ip/eipalloc-1")]],
  ],
  ["ec2:DisassociateAddress", { AssociationId: "eipassoc-2" }, [["ec2:DisassociateAddress", "*"]]],
  [
    "ec2:AuthorizeSecurityGroupEgress",
    { GroupId: "sg-1" },
    [
      ["ec2:AuthorizeSecurityGroupEgress", ec2("security-group/sg-1")],
      ["ec2:AuthorizeSecurityGroupEgress", ec2("security-group-rule/*")],
    ],
  ],
  [
    "ec2:ModifySecurityGroupRules",
    { GroupId: "sg-1", SecurityGroupRules: [{ SecurityGroupRuleId: "sgr-1" }] },
    [
      ["ec2:ModifySecurityGroupRules", ec2("security-group/sg-1")],
      ["ec2:ModifySecurityGroupRules", ec2("security-group-rule/sgr-1")],
    ],
  ],
  [
    "ec2:ModifyVpcEndpoint",
    { VpcEndpointId: "vpce-1", AddRouteTableIds: ["rtb-1"] },
    [
      ["ec2:ModifyVpcEndpoint", ec2("route-table/rtb-1")],
      ["ec2:ModifyVpcEndpoint", ec2("vpc-endpoint/vpce-1")],
    ],
  ],
  [
    "elasticloadbalancing:SetRulePriorities",
    { RulePriorities: [{ RuleArn: elb("listener-rule/app/shop/1/2/3"), Priority: 1 }] },
    [["elasticloadbalancing:SetRulePriorities", elb("listener-rule/app/shop/1/2/3")]],
  ],
  [
    "elasticloadbalancing:RemoveTags",
    { ResourceArns: [elb("targetgroup/shop-blue/1")], TagKeys: ["a"] },
    [["elasticloadbalancing:RemoveTags", elb("targetgroup/shop-blue/1")]],
  ],
  [
    "elasticloadbalancing:CreateTargetGroup",
    { Name: "shop-blue" },
    [["elasticloadbalancing:CreateTargetGroup", elb("targetgroup/shop-blue/*")]],
  ],
  // Keys by their aliases.
  [
    "kms:CreateAlias",
    { AliasName: "alias/new", TargetKeyId: "1" },
    [
      ["kms:CreateAlias", arn("kms", "alias/new")],
      ["kms:CreateAlias", key],
    ],
  ],
  [
    "kms:DeleteAlias",
    { AliasName: "alias/shop" },
    [
      ["kms:DeleteAlias", arn("kms", "alias/shop")],
      ["kms:DeleteAlias", key],
    ],
  ],
  ["kms:DescribeKey", { KeyId: "alias/shop" }, [["kms:DescribeKey", key]]],
  ["kms:DescribeKey", { KeyId: "alias/gone" }, [["kms:DescribeKey", arn("kms", "key/*")]]],
  [
    "s3:PutObject",
    { Bucket: "states", Key: "a", SSEKMSKeyId: "alias/shop" },
    [
      ["s3:PutObject", "arn:aws:s3:::states/a"],
      ["kms:GenerateDataKey", key],
    ],
  ],
  [
    "dynamodb:PutItem",
    { TableName: "locks" },
    [
      ["dynamodb:PutItem", arn("dynamodb", "table/locks")],
      ["kms:Decrypt", key],
    ],
  ],
  [
    "dynamodb:CreateTable",
    { TableName: "locks", SSESpecification: { KMSMasterKeyId: key } },
    [
      ["dynamodb:CreateTable", arn("dynamodb", "table/locks")],
      ...[
        "kms:CreateGrant",
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
      ].map((action) => [action, key]),
    ],
  ],
  // S3's other names.
  ["s3:HeadBucket", { Bucket: "shop" }, [["s3:ListBucket", "arn:aws:s3:::shop"]]],
  ["s3:DeleteBucketEncryption", { Bucket: "shop" }, [["s3:PutEncryptionConfiguration", "arn:aws:s3:::shop"]]],
  // What is made, with tags or without, and what that takes.
  [
    "ec2:CreateSubnet",
    { VpcId: "vpc-1", ...specified("subnet") },
    [
      ["ec2:CreateSubnet", ec2("vpc/vpc-1")],
      ["ec2:CreateSubnet", ec2("subnet/*")],
      ["ec2:CreateTags", ec2("subnet/*")],
    ],
  ],
  [
    "ec2:AuthorizeSecurityGroupIngress",
    { GroupId: "sg-1", ...specified("security-group-rule") },
    [
      ["ec2:AuthorizeSecurityGroupIngress", ec2("security-group/sg-1")],
      ["ec2:AuthorizeSecurityGroupIngress", ec2("security-group-rule/*")],
      ["ec2:CreateTags", ec2("security-group-rule/*")],
    ],
  ],
  [
    "ec2:CreateNatGateway",
    { AllocationId: "eipalloc-1", SubnetId: "subnet-1" },
    [
      ["ec2:CreateNatGateway", ec2("elastic-ip/eipalloc-1")],
      ["ec2:CreateNatGateway", ec2("subnet/subnet-1")],
      ["ec2:CreateNatGateway", ec2("natgateway/*")],
      linked("ec2-nat-gateway", "AWSServiceRoleForNATGateway"),
    ],
  ],
  [
    "elasticloadbalancing:CreateLoadBalancer",
    { Name: "shop", Tags },
    [
      ["elasticloadbalancing:CreateLoadBalancer", elb("loadbalancer/app/shop/*")],
      linked("elasticloadbalancing", "AWSServiceRoleForElasticLoadBalancing"),
      ["elasticloadbalancing:AddTags", elb("loadbalancer/app/shop/*")],
    ],
  ],
  [
    "elasticloadbalancing:CreateListener",
    { LoadBalancerArn: elb("loadbalancer/app/shop/1"), Tags },
    [
      ["elasticloadbalancing:CreateListener", elb("loadbalancer/app/shop/1")],
      ["elasticloadbalancing:AddTags", elb("listener/app/shop/1/*")],
    ],
  ],
  [
    "elasticloadbalancing:CreateRule",
    { ListenerArn: elb("listener/app/shop/1/2"), Tags },
    [
      ["elasticloadbalancing:CreateRule", elb("listener/app/shop/1/2")],
      ["elasticloadbalancing:AddTags", elb("listener-rule/app/shop/1/2/*")],
    ],
  ],
  [
    "kms:CreateKey",
    { Tags: [{ TagKey: "application", TagValue: "shop" }] },
    [
      ["kms:CreateKey", "*"],
      ["kms:TagResource", arn("kms", "key/*")],
    ],
  ],
  [
    "iam:CreateRole",
    { RoleName: "shop", Tags },
    [
      ["iam:CreateRole", role("shop")],
      ["iam:TagRole", role("shop")],
    ],
  ],
  [
    "lambda:CreateFunction",
    {
      FunctionName: "shop",
      Role: role("shop-function"),
      VpcConfig: { SubnetIds: ["subnet-1"] },
      Tags: { application: "shop" },
    },
    [
      ["lambda:CreateFunction", arn("lambda", "function:shop")],
      ["ec2:DescribeSecurityGroups", "*"],
      ["ec2:DescribeSubnets", "*"],
      ["ec2:DescribeVpcs", "*"],
      ["iam:PassRole", role("shop-function")],
      ["lambda:TagResource", arn("lambda", "function:shop")],
    ],
  ],
  [
    "lambda:UpdateFunctionConfiguration",
    { FunctionName: "shop", MemorySize: 128 },
    [["lambda:UpdateFunctionConfiguration", arn("lambda", "function:shop")]],
  ],
];

test.each(cases)("%s %j", async (operation, parameters, expected) => {
  const [service = "", name = ""] = operation.split(":");
  const found = await ask(service, name, parameters);
  expect(found.map(({ action, resource }) => [action, resource])).toEqual(expected);
});

test("a group's first template is launched from, by Auto Scaling's own role", async () => {
  const found = await ask("autoscaling", "CreateAutoScalingGroup", {
    AutoScalingGroupName: "shop-blue",
    LaunchTemplate: { LaunchTemplateId: "lt-1" },
  });
  expect(new Set(found.map(({ action }) => action))).toEqual(
    new Set([
      "autoscaling:CreateAutoScalingGroup",
      "ec2:RunInstances",
      "ec2:CreateTags",
      "iam:PassRole",
      "iam:CreateServiceLinkedRole",
    ]),
  );
});

test("tags are asked with where AWS does: the new one's with what is made, the old one's with what it is made in", async () => {
  const found = await ask("ec2", "CreateSubnet", { VpcId: "vpc-1", ...specified("subnet") });
  expect(found.map(({ context }) => context)).toEqual([
    { "aws:ResourceTag/application": "shop" },
    { "aws:RequestTag/application": "shop", "aws:TagKeys": ["application"] },
    {
      "aws:RequestTag/application": "shop",
      "aws:TagKeys": ["application"],
      "ec2:CreateAction": "CreateSubnet",
    },
  ]);
});

test("a launch on the way is not asked with the group's tags", async () => {
  const found = await ask("autoscaling", "CreateAutoScalingGroup", {
    AutoScalingGroupName: "shop-blue",
    LaunchTemplate: { LaunchTemplateId: "lt-1" },
    Tags: [{ Key: "application", Value: "shop", ResourceId: "shop-blue" }],
  });
  const launches = found.filter(({ action }) => action === "ec2:RunInstances");
  expect(launches.filter(({ context }) => "aws:RequestTag/application" in (context ?? {}))).toEqual([]);
});

test.each([
  [
    "iam:AttachRolePolicy",
    { RoleName: "shop", PolicyArn: "arn:aws:iam::aws:policy/A" },
    { "iam:PolicyARN": "arn:aws:iam::aws:policy/A" },
  ],
  [
    "kms:DescribeKey",
    { KeyId: "alias/shop" },
    { "aws:ResourceTag/application": "shop", "kms:RequestAlias": "alias/shop" },
  ],
  ["kms:ScheduleKeyDeletion", { KeyId: "1" }, { "aws:ResourceTag/application": "shop" }],
])("%s carries what it is about", async (operation, parameters, context) => {
  const [service = "", name = ""] = operation.split(":");
  const [first] = await ask(service, name, parameters);
  expect(first?.context).toEqual(context);
});

test("a tag on an id of an unknown kind is an error that names it", async () => {
  await expect(ask("ec2", "CreateTags", { Resources: ["mood-1"] })).rejects.toThrow(
    "local AWS does not know the kind of mood-1",
  );
});

test.each([
  ["DeleteBucketEncryption", "PutEncryptionConfiguration"],
  ["DeleteBucketLifecycle", "PutLifecycleConfiguration"],
  ["DeleteBucketOwnershipControls", "PutBucketOwnershipControls"],
  ["DeletePublicAccessBlock", "PutBucketPublicAccessBlock"],
  ["GetBucketAccelerateConfiguration", "GetAccelerateConfiguration"],
  ["GetBucketEncryption", "GetEncryptionConfiguration"],
  ["GetBucketLifecycleConfiguration", "GetLifecycleConfiguration"],
  ["GetBucketNotificationConfiguration", "GetBucketNotification"],
  ["GetBucketReplication", "GetReplicationConfiguration"],
  ["GetObjectLockConfiguration", "GetBucketObjectLockConfiguration"],
  ["GetPublicAccessBlock", "GetBucketPublicAccessBlock"],
  ["HeadBucket", "ListBucket"],
  ["ListObjectsV2", "ListBucket"],
  ["PutBucketEncryption", "PutEncryptionConfiguration"],
  ["PutBucketLifecycleConfiguration", "PutLifecycleConfiguration"],
  ["PutBucketNotificationConfiguration", "PutBucketNotification"],
  ["PutPublicAccessBlock", "PutBucketPublicAccessBlock"],
])("s3:%s is the action %s of a bucket", async (name, action) => {
  const found = await ask("s3", name, { Bucket: "shop" });
  expect(found).toEqual([{ action: `s3:${action}`, resource: "arn:aws:s3:::shop" }]);
});

test.each(["DeleteItem", "GetItem", "PutItem", "UpdateItem"])(
  "%s uses a table's own key, through DynamoDB",
  async (name) => {
    const found = await ask("dynamodb", name, { TableName: "locks" });
    expect(found[1]).toEqual({
      action: "kms:Decrypt",
      resource: key,
      context: {
        "aws:ResourceTag/application": "shop",
        "kms:ViaService": "dynamodb.eu-west-1.amazonaws.com",
      },
    });
    expect(await ask("dynamodb", name, { TableName: "others" })).toHaveLength(1);
  },
);

test.each([
  ["codebuild:CreateProject", { name: "shop", serviceRole: role("shop") }, "codebuild"],
  ["codebuild:UpdateProject", { name: "shop", serviceRole: role("shop") }, "codebuild"],
  ["codedeploy:CreateDeploymentGroup", { serviceRoleArn: role("shop") }, "codedeploy"],
  ["codedeploy:UpdateDeploymentGroup", { serviceRoleArn: role("shop") }, "codedeploy"],
  ["codepipeline:CreatePipeline", { pipeline: { roleArn: role("shop") } }, "codepipeline"],
  ["codepipeline:UpdatePipeline", { pipeline: { roleArn: role("shop") } }, "codepipeline"],
  ["events:PutTargets", { Rule: "shop", Targets: [{ RoleArn: role("shop") }] }, "events"],
  ["lambda:CreateFunction", { Role: role("shop") }, "lambda"],
  ["lambda:UpdateFunctionConfiguration", { Role: role("shop") }, "lambda"],
  ["scheduler:CreateSchedule", { Target: { RoleArn: role("shop") } }, "scheduler"],
  ["scheduler:UpdateSchedule", { Target: { RoleArn: role("shop") } }, "scheduler"],
  ["states:CreateStateMachine", { name: "shop", roleArn: role("shop") }, "states"],
  ["states:UpdateStateMachine", { roleArn: role("shop") }, "states"],
  ["iam:AddRoleToInstanceProfile", { RoleName: "shop" }, "ec2"],
])("%s passes a role on", async (operation, parameters, to) => {
  const [service = "", name = ""] = operation.split(":");
  const found = await ask(service, name, parameters);
  expect(found.filter(({ action }) => action === "iam:PassRole")).toEqual([
    {
      action: "iam:PassRole",
      resource: role("shop"),
      context: { "iam:PassedToService": `${to}.amazonaws.com` },
    },
  ]);
});

test.each([
  ["autoscaling:CreateAutoScalingGroup", { AutoScalingGroupName: "shop", Tags }, "CreateOrUpdateTags"],
  ["cloudwatch:PutMetricAlarm", { AlarmName: "shop", Tags }, "TagResource"],
  ["codedeploy:CreateApplication", { applicationName: "shop", tags: Tags }, "TagResource"],
  [
    "codepipeline:CreatePipeline",
    { pipeline: { name: "shop" }, tags: [{ key: "application", value: "shop" }] },
    "TagResource",
  ],
  ["dynamodb:CreateTable", { TableName: "shop", Tags }, "TagResource"],
  ["ec2:CreateVpc", specified("vpc"), "CreateTags"],
  ["elasticloadbalancing:CreateTargetGroup", { Name: "shop", Tags }, "AddTags"],
  ["events:PutRule", { Name: "shop", Tags }, "TagResource"],
  ["iam:CreateInstanceProfile", { InstanceProfileName: "shop", Tags }, "TagInstanceProfile"],
  ["kms:CreateKey", { Tags: [{ TagKey: "application", TagValue: "shop" }] }, "TagResource"],
  ["lambda:CreateFunction", { FunctionName: "shop", Tags: { application: "shop" } }, "TagResource"],
  ["logs:CreateLogGroup", { logGroupName: "shop", tags: { application: "shop" } }, "TagResource"],
  ["scheduler:CreateScheduleGroup", { Name: "shop", Tags }, "TagResource"],
  ["states:CreateStateMachine", { name: "shop", tags: Tags }, "TagResource"],
])(
  "%s with tags asks to tag what it makes, and for nothing more without",
  async (operation, parameters, tag) => {
    const [service = "", name = ""] = operation.split(":");
    const actionsWith = async (input: object) =>
      (await ask(service, name, input)).map(({ action }) => action).filter((action) => /Tag/.test(action));
    expect(await actionsWith(parameters)).toEqual([`${service}:${tag}`]);
    const without = Object.fromEntries(
      Object.entries(parameters).filter(([member]) => !/^tag/i.test(member)),
    );
    expect(await actionsWith(without)).toEqual([]);
  },
);
