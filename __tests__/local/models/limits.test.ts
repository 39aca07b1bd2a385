import { limitProblems, limits } from "../../../local/models/limits";

const long = (length: number): string => "x".repeat(length);
const many = (length: number): string[] => Array.from({ length }, (_, index) => `n${index}`);
const role = "arn:aws:iam::222222222222:role/r";
const weights = (...all: number[]) => all.map((Weight) => ({ TargetGroupArn: "t", Weight }));
const forward = (TargetGroups: unknown) => [{ Type: "forward", ForwardConfig: { TargetGroups } }];
const white = (length: number): string => `${long(length)}${" ".repeat(100)}`;
const revision = (bucket: string, key: string) => ({ revision: { s3Location: { bucket, key } } });

/** Service, operation, what just passes, what just does not; one at least for each row of the table. */
const cases: readonly [string, string, object, object][] = [
  ["codedeploy", "CreateDeployment", { description: long(256) }, { description: long(257) }],
  ["codedeploy", "CreateDeployment", revision("bbb", long(1024)), revision("bbb", long(1025))],
  ["codedeploy", "CreateDeployment", revision("bbb", "k"), revision("bbb", "")],
  ["codedeploy", "CreateDeployment", revision(long(63), "k"), revision(long(64), "k")],
  ["codedeploy", "CreateDeployment", revision("bbb", "k"), revision("bb", "k")],
  ["codedeploy", "CreateDeploymentGroup", { autoScalingGroups: many(10) }, { autoScalingGroups: many(11) }],
  ["codedeploy", "CreateDeploymentGroup", { ec2TagFilters: many(10) }, { ec2TagFilters: many(11) }],
  [
    "codedeploy",
    "CreateDeploymentGroup",
    { triggerConfigurations: many(10) },
    { triggerConfigurations: many(11) },
  ],
  ["codedeploy", "BatchGetApplications", { applicationNames: many(100) }, { applicationNames: many(101) }],
  [
    "codedeploy",
    "UpdateDeploymentGroup",
    { alarmConfiguration: { alarms: many(10) } },
    { alarmConfiguration: { alarms: many(11) } },
  ],
  ["codedeploy", "BatchGetDeployments", { deploymentIds: many(25) }, { deploymentIds: many(26) }],
  ["codedeploy", "CreateDeploymentGroup", { serviceRoleArn: role }, { serviceRoleArn: "r" }],
  ["elasticloadbalancing", "CreateLoadBalancer", { Name: long(32) }, { Name: long(33) }],
  ["elasticloadbalancing", "CreateLoadBalancer", { Name: "app" }, { Name: "internal-app" }],
  ["elasticloadbalancing", "CreateLoadBalancer", { Name: "a-b" }, { Name: "a-" }],
  ["elasticloadbalancing", "CreateTargetGroup", { Name: long(32) }, { Name: long(33) }],
  ["elasticloadbalancing", "CreateTargetGroup", { Name: "internal-app" }, { Name: "app_blue" }],
  [
    "elasticloadbalancing",
    "ModifyRule",
    { Actions: forward(weights(0, 999)) },
    { Actions: forward(weights(0, 1000)) },
  ],
  [
    "elasticloadbalancing",
    "CreateListener",
    { DefaultActions: forward(weights(1)) },
    { DefaultActions: forward(weights(-1)) },
  ],
  [
    "elasticloadbalancing",
    "CreateRule",
    { Actions: forward(weights(1, 1, 1, 1, 1)) },
    { Actions: forward(weights(1, 1, 1, 1, 1, 1)) },
  ],
  [
    "elasticloadbalancing",
    "ModifyListener",
    { DefaultActions: forward(weights(1)) },
    { DefaultActions: forward([]) },
  ],
  ["elasticloadbalancing", "CreateRule", { Actions: forward(weights(0)) }, { Actions: forward(weights(-1)) }],
  ["elasticloadbalancing", "CreateRule", { Actions: forward(weights(0)) }, { Actions: forward([]) }],
  [
    "elasticloadbalancing",
    "CreateListener",
    { DefaultActions: forward(weights(999)) },
    { DefaultActions: forward(weights(1000)) },
  ],
  [
    "elasticloadbalancing",
    "CreateListener",
    { DefaultActions: forward(weights(1, 1, 1, 1, 1)) },
    { DefaultActions: forward(weights(1, 1, 1, 1, 1, 1)) },
  ],
  ["lambda", "CreateFunction", { FunctionName: long(64) }, { FunctionName: long(65) }],
  ["states", "CreateStateMachine", { name: "dev-shop_1" }, { name: "dev:shop" }],
  ["s3", "CreateBucket", { Bucket: long(63) }, { Bucket: long(64) }],
  ["s3", "CreateBucket", { Bucket: "abc" }, { Bucket: "ab" }],
  ["s3", "CreateBucket", { Bucket: "a.b-c" }, { Bucket: "A-b" }],
  ["s3", "CreateBucket", { Bucket: "192-168-5-4" }, { Bucket: "192.168.5.4" }],
  ["s3", "CreateBucket", { Bucket: "a-b" }, { Bucket: "xn--a" }],
  ["s3", "PutObject", { Key: long(1024) }, { Key: long(1025) }],
  ["iam", "CreateRole", { AssumeRolePolicyDocument: white(2048) }, { AssumeRolePolicyDocument: long(2049) }],
  ["iam", "PutRolePolicy", { PolicyDocument: white(10240) }, { PolicyDocument: long(10241) }],
  ["iam", "CreatePolicy", { PolicyDocument: white(6144) }, { PolicyDocument: long(6145) }],
  ["autoscaling", "CreateAutoScalingGroup", { AutoScalingGroupName: "a b" }, { AutoScalingGroupName: "a:b" }],
  ["ec2", "CreateLaunchTemplate", { LaunchTemplateName: "a/b" }, { LaunchTemplateName: "a b" }],
  ["ec2", "CreateLaunchTemplate", { LaunchTemplateName: "abc" }, { LaunchTemplateName: "ab" }],
  ["ec2", "CreateLaunchTemplate", { LaunchTemplateName: long(128) }, { LaunchTemplateName: long(129) }],
  ["ec2", "CreateSecurityGroup", { GroupName: long(255) }, { GroupName: long(256) }],
  ["ec2", "CreateSecurityGroup", { Description: long(255) }, { Description: long(256) }],
  [
    "ec2",
    "CreateLaunchTemplateVersion",
    { LaunchTemplateData: { UserData: Buffer.alloc(16_384).toString("base64") } },
    { LaunchTemplateData: { UserData: Buffer.alloc(16_387).toString("base64") } },
  ],
  ["ec2", "CreateSecurityGroup", { GroupName: "shop-sg" }, { GroupName: "sg-shop" }],
  [
    "ec2",
    "CreateSecurityGroup",
    { Description: "Load balancer (8080)" },
    { Description: "the load balancer's" },
  ],
  ["dynamodb", "CreateTable", { TableName: "abc" }, { TableName: "ab" }],
  ["kms", "CreateAlias", { AliasName: "alias/shop" }, { AliasName: "alias/aws/shop" }],
  ["sns", "CreateTopic", { Name: "shop_1.fifo" }, { Name: "shop.1" }],
  ["sqs", "CreateQueue", { QueueName: long(80) }, { QueueName: long(81) }],
  ["secretsmanager", "CreateSecret", { Name: "dev/shop" }, { Name: "dev shop" }],
  ["logs", "PutRetentionPolicy", { retentionInDays: 90 }, { retentionInDays: 100 }],
];

const problems = (service: string, operation: string, input: object) =>
  limitProblems(service, operation, input as Record<string, unknown>);

test.each(cases)("%s:%s takes %j and refuses what is beyond", (service, operation, passes, refused) => {
  expect(problems(service, operation, passes)).toEqual([]);
  expect(problems(service, operation, refused)).not.toEqual([]);
});

test("every row of the table refuses one of the cases, and names its source", () => {
  for (const limit of limits) {
    const hit = cases.some(([service, operation, , refused]) =>
      problems(service, operation, refused).some(
        ({ path, code }) =>
          service === limit.service &&
          code === limit.code &&
          path.filter((part) => !/^(\d+|member)$/.test(part)).join(".") === limit.path.replaceAll(".*", ""),
      ),
    );
    expect({ row: limit.path, hit }).toEqual({ row: limit.path, hit: true });
    expect(limit.source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  }
});
