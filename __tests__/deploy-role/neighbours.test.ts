import { may, type Question, roleOf } from "./deciding";

const iam = (name: string) => `arn:aws:iam::222222222222:role/${name}`;
const dev = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:222222222222:${rest}`;
const tools = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:111111111111:${rest}`;
const ask = (action: string, resource: string, context: Question["context"] = {}): Question => ({
  action,
  resource,
  context,
});
const tags = (key: string, application: string, environment: string, more = {}) => ({
  [`aws:${key}/application`]: application,
  [`aws:${key}/environment`]: environment,
  ...more,
});

const pass = (role: string, service: string) =>
  ask("iam:PassRole", iam(role), { "iam:PassedToService": `${service}.amazonaws.com` });
const attach = (policy: string) =>
  ask("iam:AttachRolePolicy", iam("slipway-dev-web-instance"), {
    "iam:PolicyARN": `arn:aws:iam::aws:policy/${policy}`,
  });
const make = (role: string, boundary?: string) =>
  ask(
    "iam:CreateRole",
    iam(role),
    boundary === undefined ? {} : { "iam:PermissionsBoundary": `arn:aws:iam::${boundary}` },
  );
const policyOf = (role: string) => ask("iam:PutRolePolicy", role);
const vpc = dev("ec2", "vpc/vpc-1");
const newVpc = dev("ec2", "vpc/*");
const group = dev("ec2", "security-group/sg-1");
const launch = (template: string, asItSays = "true") =>
  ask("ec2:RunInstances", dev("ec2", "instance/*"), {
    "ec2:LaunchTemplate": template,
    "ec2:IsLaunchTemplateResource": asItSays,
  });
const template = dev("ec2", "launch-template/lt-1");
const key = tools("kms", "key/1");
const through = (service: string) => ({ "kms:ViaService": `${service}.eu-west-1.amazonaws.com` });
const decrypt = (application: string, service: string) =>
  ask("kms:Decrypt", key, tags("ResourceTag", application, "tools", through(service)));
const forget = (stack: string) =>
  ask(
    "kms:ScheduleKeyDeletion",
    key,
    tags("ResourceTag", "slipway", "tools", { "aws:ResourceTag/stack": stack }),
  );

const audited = (rest: string) => `arn:aws:s3:::slipway-dev-audit-222222222222-eu-west-1${rest}`;
const policy = (name: string) => `arn:aws:iam::222222222222:policy/${name}`;
const accountTags = (stack: string) =>
  tags("ResourceTag", "slipway", "dev", { "aws:ResourceTag/stack": stack });
const retagged = { ...accountTags("dev-account"), ...tags("RequestTag", "slipway", "dev") };
const state = (rest: string) => `arn:aws:s3:::slipway-state-111111111111-eu-west-1${rest && "/"}${rest}`;

/** What a role may, and the neighbours of it that it may not. */
type Case = readonly [what: string, place: "dev" | "tools", own: Question, neighbours: readonly Question[]];

const cases: readonly Case[] = [
  [
    "policies of roles",
    "dev",
    policyOf(iam("slipway-dev-web-instance")),
    [
      policyOf(iam("shop-dev-web-instance")),
      policyOf(iam("slipway-staging-web-instance")),
      policyOf(iam("slipway-deploy")),
      policyOf("arn:aws:iam::333333333333:role/slipway-dev-web-instance"),
    ],
  ],
  ["policies of AWS's own", "dev", attach("AmazonSSMManagedInstanceCore"), [attach("AdministratorAccess")]],
  [
    "new roles",
    "dev",
    make("slipway-dev-web-instance", "222222222222:policy/slipway-boundary"),
    [
      make("slipway-dev-web-instance", "222222222222:policy/another"),
      make("slipway-dev-web-instance"),
      make("shop-dev-web-instance", "222222222222:policy/slipway-boundary"),
      ask("iam:DeleteRolePermissionsBoundary", iam("slipway-dev-web-instance")),
    ],
  ],
  [
    "roles for services",
    "dev",
    pass("slipway-dev-web-instance", "ec2"),
    [
      pass("slipway-dev-web-instance", "ecs-tasks"),
      pass("shop-dev-web-instance", "ec2"),
      pass("slipway-deploy", "ec2"),
    ],
  ],
  [
    "networks",
    "dev",
    ask("ec2:DeleteVpc", vpc, tags("ResourceTag", "slipway", "dev")),
    [
      ask("ec2:DeleteVpc", vpc, tags("ResourceTag", "shop", "dev")),
      ask("ec2:DeleteVpc", vpc, tags("ResourceTag", "slipway", "staging")),
      ask("ec2:DeleteVpc", vpc),
    ],
  ],
  [
    "new networks",
    "dev",
    ask("ec2:CreateVpc", newVpc, tags("RequestTag", "slipway", "dev")),
    [ask("ec2:CreateVpc", newVpc, tags("RequestTag", "shop", "dev")), ask("ec2:CreateVpc", newVpc)],
  ],
  [
    "subnets in a network",
    "dev",
    ask("ec2:CreateSubnet", vpc, tags("ResourceTag", "slipway", "dev")),
    [ask("ec2:CreateSubnet", vpc, tags("ResourceTag", "shop", "dev"))],
  ],
  [
    "tags of a new network's own group",
    "dev",
    ask("ec2:CreateTags", group, tags("RequestTag", "slipway", "dev")),
    [
      ask("ec2:CreateTags", group, {
        ...tags("RequestTag", "slipway", "dev"),
        ...tags("ResourceTag", "shop", "dev"),
      }),
      ask("ec2:CreateTags", group, tags("RequestTag", "shop", "dev")),
      ask("ec2:CreateTags", vpc, tags("RequestTag", "slipway", "dev")),
    ],
  ],
  [
    "tags of what is made",
    "dev",
    ask("ec2:CreateTags", newVpc, tags("RequestTag", "slipway", "dev", { "ec2:CreateAction": "CreateVpc" })),
    [
      ask("ec2:CreateTags", newVpc, tags("RequestTag", "slipway", "dev")),
      ask("ec2:CreateTags", newVpc, tags("RequestTag", "shop", "dev", { "ec2:CreateAction": "CreateVpc" })),
      ask("ec2:CreateTags", newVpc, { "ec2:CreateAction": "CopySnapshot" }),
    ],
  ],
  [
    "launches",
    "dev",
    launch(template),
    [
      launch(template, "false"),
      launch("arn:aws:ec2:eu-west-1:333333333333:launch-template/lt-1"),
      ask("ec2:RunInstances", dev("ec2", "instance/*")),
    ],
  ],
  [
    "placement groups",
    "dev",
    ask("ec2:DeletePlacementGroup", dev("ec2", "placement-group/slipway-dev-web-blue")),
    [
      ask("ec2:DeletePlacementGroup", dev("ec2", "placement-group/shop-dev-web-blue")),
      ask("ec2:DeletePlacementGroup", dev("ec2", "placement-group/slipway-staging-web-blue")),
    ],
  ],
  [
    "launch templates",
    "dev",
    ask("ec2:RunInstances", template, tags("ResourceTag", "slipway", "dev")),
    [
      ask("ec2:RunInstances", template, tags("ResourceTag", "slipway", "staging")),
      ask("ec2:RunInstances", template),
    ],
  ],
  [
    "keys",
    "dev",
    ask("kms:PutKeyPolicy", dev("kms", "key/1"), tags("ResourceTag", "slipway", "dev")),
    [
      ask("kms:PutKeyPolicy", dev("kms", "key/1"), tags("ResourceTag", "shop", "dev")),
      ask("kms:ScheduleKeyDeletion", dev("kms", "key/1"), tags("ResourceTag", "slipway", "staging")),
      ask("kms:Decrypt", dev("kms", "key/1"), tags("ResourceTag", "slipway", "dev")),
    ],
  ],
  [
    "the key that DynamoDB's own encryption means",
    "dev",
    ask("kms:DescribeKey", dev("kms", "key/1"), { "kms:RequestAlias": "alias/aws/dynamodb" }),
    [
      ask("kms:DescribeKey", dev("kms", "key/1"), { "kms:RequestAlias": "alias/shop" }),
      ask("kms:DescribeKey", dev("kms", "key/1")),
    ],
  ],
  [
    "functions",
    "dev",
    ask("lambda:UpdateFunctionCode", dev("lambda", "function:slipway-dev-web-release-ledger")),
    [
      ask("lambda:UpdateFunctionCode", dev("lambda", "function:shop-dev-web-release-ledger")),
      ask("lambda:InvokeFunction", dev("lambda", "function:slipway-dev-web-release-ledger")),
    ],
  ],
  [
    "schedules",
    "dev",
    ask("scheduler:UpdateSchedule", dev("scheduler", "schedule/slipway-dev-web-release-hours/close")),
    [
      ask("scheduler:UpdateSchedule", dev("scheduler", "schedule/default/close")),
      ask("scheduler:UpdateSchedule", dev("scheduler", "schedule/shop-dev-web-release-hours/close")),
    ],
  ],
  [
    "load balancers",
    "dev",
    ask(
      "elasticloadbalancing:DeleteRule",
      dev("elasticloadbalancing", "listener-rule/app/slipway-dev-web/1/2/3"),
    ),
    [
      ask(
        "elasticloadbalancing:DeleteRule",
        dev("elasticloadbalancing", "listener-rule/app/shop-dev-web/1/2/3"),
      ),
    ],
  ],
  [
    "tables",
    "dev",
    ask("dynamodb:DeleteTable", dev("dynamodb", "table/slipway-dev-web-release")),
    [
      ask("dynamodb:DeleteTable", dev("dynamodb", "table/shop-dev-web-release")),
      ask("dynamodb:PutItem", dev("dynamodb", "table/slipway-dev-web-release")),
      ask("dynamodb:PutItem", tools("dynamodb", "table/slipway-state-lock")),
    ],
  ],
  [
    "the image",
    "dev",
    ask(
      "ssm:GetParameter",
      "arn:aws:ssm:eu-west-1::parameter/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
    ),
    [ask("ssm:GetParameter", dev("ssm", "parameter/slipway-dev/password"))],
  ],
  [
    "states",
    "tools",
    ask("s3:PutObject", "arn:aws:s3:::slipway-state-111111111111-eu-west-1/dev-network.tfstate"),
    [
      ask("s3:PutObject", "arn:aws:s3:::slipway-state-111111111111-eu-west-1/other"),
      ask("s3:PutObject", "arn:aws:s3:::shop-state-111111111111-eu-west-1/dev-network.tfstate"),
      ask("s3:DeleteObject", "arn:aws:s3:::slipway-state-111111111111-eu-west-1/dev-network.tfstate"),
      ask("s3:GetObject", "arn:aws:s3:::slipway-artifacts-111111111111-eu-west-1/releases/a.zip"),
    ],
  ],
  [
    "what encrypts states",
    "tools",
    decrypt("slipway", "s3"),
    [decrypt("shop", "s3"), decrypt("slipway", "ec2")],
  ],
  ["deletions of keys", "tools", forget("web-delivery"), [forget("artifacts"), forget("state")]],
  [
    "buckets",
    "tools",
    ask("s3:DeleteBucket", "arn:aws:s3:::slipway-web-source-111111111111-eu-west-1"),
    [
      ask("s3:DeleteBucket", "arn:aws:s3:::shop-source-111111111111-eu-west-1"),
      ask("s3:DeleteBucket", "arn:aws:s3:::slipway-artifacts-111111111111-eu-west-1"),
      ask("s3:PutBucketPolicy", "arn:aws:s3:::shop-source-111111111111-eu-west-1"),
    ],
  ],
  [
    "new keys",
    "tools",
    ask("kms:CreateKey", "*", tags("RequestTag", "slipway", "tools")),
    [ask("kms:CreateKey", "*", tags("RequestTag", "shop", "tools")), ask("kms:CreateKey", "*")],
  ],
  [
    "roles of the tools account",
    "tools",
    ask("iam:DeleteRole", "arn:aws:iam::111111111111:role/slipway-delivery-web-build"),
    [
      ask("iam:DeleteRole", "arn:aws:iam::111111111111:role/slipway-deploy"),
      ask("iam:DeleteRole", "arn:aws:iam::111111111111:role/shop-delivery-build"),
    ],
  ],
];

test.each(cases)("%s: those of %s's own, and no neighbour's", (_what, place, own, neighbours) => {
  const role = roleOf(place);
  expect([own, ...neighbours].filter((one) => may(role, one))).toEqual([own]);
});

test.each([
  ["stop the trail", ask("cloudtrail:StopLogging", dev("cloudtrail", "trail/slipway-dev"))],
  ["change the trail", ask("cloudtrail:UpdateTrail", dev("cloudtrail", "trail/slipway-dev"))],
  ["delete what the trail wrote", ask("s3:DeleteObjectVersion", audited("/trail/AWSLogs/222222222222/1"))],
  ["open the trail's bucket", ask("s3:PutBucketPolicy", audited(""))],
  ["let what it wrote expire", ask("s3:PutLifecycleConfiguration", audited(""))],
  ["switch off GuardDuty", ask("guardduty:UpdateDetector", dev("guardduty", "detector/1"))],
  ["stop AWS Config", ask("config:StopConfigurationRecorder", dev("config", "configuration-recorder/1"))],
  ["raise the budget", ask("budgets:ModifyBudget", "arn:aws:budgets::222222222222:budget/slipway-dev")],
  ["change the boundary", ask("iam:CreatePolicyVersion", policy("slipway-boundary"))],
  ["write itself another policy", ask("iam:CreatePolicyVersion", policy("slipway-deploy-dev-roles"))],
  ["be given another policy", ask("iam:AttachRolePolicy", iam("slipway-deploy"))],
  ["say who may assume it", ask("iam:UpdateAssumeRolePolicy", iam("slipway-deploy"))],
  [
    "use the audit's key as its own",
    ask("kms:PutKeyPolicy", dev("kms", "key/1"), accountTags("dev-account")),
  ],
  ["tag the audit's key anew", ask("kms:TagResource", dev("kms", "key/1"), retagged)],
])("dev's role may not %s", (_what, question) => {
  expect(may(roleOf("dev"), question)).toBe(false);
});

test.each([
  ["write the state of an administrator's stack", ask("s3:PutObject", state("dev-account.tfstate"))],
  ["read one", ask("s3:GetObject", state("tools-account.tfstate"))],
  ["write that of the states", ask("s3:PutObject", state("state.tfstate"))],
  ["open the states' bucket", ask("s3:PutBucketPolicy", state(""))],
  ["delete the locks", ask("dynamodb:DeleteTable", tools("dynamodb", "table/slipway-state-lock"))],
  [
    "let others use the states' key",
    ask(
      "kms:PutKeyPolicy",
      key,
      tags("ResourceTag", "slipway", "tools", { "aws:ResourceTag/stack": "state" }),
    ),
  ],
])("the tools account's role may not %s", (_what, question) => {
  expect(may(roleOf("tools"), question)).toBe(false);
});

test("dev reads no state: that is the tools account's", () => {
  const role = roleOf("dev");
  const state = ask("s3:GetObject", "arn:aws:s3:::slipway-state-111111111111-eu-west-1/dev-network.tfstate");
  expect(may(role, state)).toBe(false);
});
