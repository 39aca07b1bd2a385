/** A request that a statement is about, and what its neighbours have instead of what its condition wants. */
export interface Case {
  /** ARN of the role that asks, or name of the service. */
  readonly by: string;
  readonly action: string;
  readonly resource: string;
  /** Account of a bucket. @default - that of who asks */
  readonly owner?: string;
  /** What the request says of keys that only other statements ask for. */
  readonly given?: Readonly<Record<string, string>>;
  /** What meets the condition, by its keys: each of the values. Of who asks, `by` is one. */
  readonly fits: Readonly<Record<string, Values>>;
  /** What does not meet it; undefined where the request has no such key. */
  readonly neighbours: Readonly<Record<string, Values>>;
}

export type Value = string | undefined;
type Values = readonly Value[];

export interface Place {
  readonly name: string;
  readonly account: string;
}

interface Served extends Place {
  /** Whether a load balancer there has a domain. */
  readonly hasDomain: boolean;
  readonly hasFirewall: boolean;
  readonly hasOfficeHours: boolean;
  readonly audit: { readonly config: string };
}

type Wanted = Pick<Case, "fits" | "neighbours">;
/** By the statement's name. */
type Cases = Readonly<Record<string, Case>>;

const application = "slipway";
const service = "web";
const tools = "111111111111";
const stranger = "999999999999";
const launch = { "ec2:CreateAction": ["RunInstances"] };
const notLaunch = { "ec2:CreateAction": ["CreateVpc", undefined] };
const role = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;
const ec2 = (account: string, rest: string) => `arn:aws:ec2:eu-west-1:${account}:${rest}`;
const key = (account: string) => `arn:aws:kms:eu-west-1:${account}:key/1`;

/** A statement whose one condition key is `name`. */
function one(
  [by, action, resource]: readonly [by: string, action: string, resource: string],
  name: string,
  fits: Values,
  ...neighbours: Values
): Case {
  return { by, action, resource, fits: { [name]: fits }, neighbours: { [name]: neighbours } };
}

function tags(kind: "RequestTag" | "ResourceTag", place: string): Wanted {
  const [own, environment] = [`aws:${kind}/application`, `aws:${kind}/environment`];
  return {
    fits: { [own]: [application], [environment]: [place] },
    neighbours: { [own]: ["shop", undefined], [environment]: ["elsewhere", undefined] },
  };
}

function both(base: Wanted, fits: Case["fits"], neighbours: Case["neighbours"]): Wanted {
  return { fits: { ...base.fits, ...fits }, neighbours: { ...base.neighbours, ...neighbours } };
}

/** A service that may assume a role on behalf of its own account only. */
function assumedBy(service: string, { account }: Pick<Place, "account">, name: string): Case {
  const asks = [service, "sts:AssumeRole", role(account, name)] as const;
  return one(asks, "aws:SourceAccount", [account], stranger, undefined);
}

function tlsOnly(bucket: string, account = tools): Case {
  const asks = [role(account, "slipway-deploy"), "s3:PutObject", `arn:aws:s3:::${bucket}/key`] as const;
  return one(asks, "aws:SecureTransport", ["true"], "false");
}

export function casesOfTools(environments: readonly Place[]): Cases {
  const deploy = role(tools, "slipway-deploy");
  const own = tags("ResourceTag", "tools");
  const through = (service: string) => `${service}.eu-west-1.amazonaws.com`;
  const readers = (...kinds: readonly string[]) =>
    environments.flatMap(({ name, account }) =>
      kinds.map((kind) => role(account, `${application}-${name}-${service}-${kind}`)),
    );
  const [first = ""] = readers("release-observe");
  const strangers = [
    ...readers("release-shift"),
    ...environments.flatMap(({ name, account }) => [
      role(stranger, `${application}-${name}-${service}-instance`),
      role(stranger, `${application}-${name}-${service}-release-observe`),
      role(account, `${application}-${name}-shop-instance`),
    ]),
  ];
  const read = (action: string, resource: string, ...kinds: readonly string[]) => ({
    ...one([first, action, resource], "aws:PrincipalArn", readers(...kinds), ...strangers),
    owner: tools,
  });
  const onKey = (action: string) => ({ by: deploy, action, resource: key(tools) });
  return {
    ...auditCases({ name: "tools", account: tools }, true),
    "state state_key_policy#GrantToService": one(
      [deploy, "kms:CreateGrant", key(tools)],
      "kms:ViaService",
      [through("dynamodb")],
      through("ec2"),
      undefined,
    ),
    "web-delivery log-key_policy#EncryptLogs": logGroups(
      tools,
      ["/aws/codebuild/slipway-delivery-web-build"],
      ["/aws/codebuild/slipway-delivery-shop-build", "/aws/lambda/slipway-delivery-web-build"],
    ),
    "state state_states_policy-document#DenyPlainHttp": tlsOnly("state_states_bucket"),
    "state state_states_policy-document#DenyOtherAccounts": {
      ...one(
        [deploy, "s3:PutObject", "arn:aws:s3:::state_states_bucket/dev.tfstate"],
        "aws:PrincipalAccount",
        [tools],
        stranger,
      ),
      owner: tools,
    },
    "artifacts artifacts_policy-document#DenyOverwrites": {
      ...one(
        [
          role(tools, "slipway-delivery-web-build"),
          "s3:PutObject",
          "arn:aws:s3:::artifacts_bucket/releases/web/v1/a.zip",
        ],
        "s3:if-none-match",
        ["*"],
        undefined,
      ),
      owner: tools,
    },
    "artifacts artifacts_policy-document#DenyPlainHttp": tlsOnly("artifacts_bucket"),
    "artifacts artifacts_policy-document#Readweb": read(
      "s3:GetObjectVersion",
      "arn:aws:s3:::artifacts_bucket/releases/web/v1/a.zip",
      "instance",
      "release-observe",
    ),
    "artifacts artifacts_policy-document#TellMissingweb": read(
      "s3:ListBucket",
      "arn:aws:s3:::artifacts_bucket",
      "release-observe",
    ),
    "artifacts key_policy#Readweb": read("kms:Decrypt", key(tools), "instance", "release-observe"),
    "web-delivery source_bucket_policy-document#DenyPlainHttp": tlsOnly("source_bucket"),
    "web-delivery delivery_build_role_trust#0": assumedBy(
      "codebuild.amazonaws.com",
      { account: tools },
      "slipway-delivery-web-build",
    ),
    "web-delivery delivery_role_trust#0": assumedBy(
      "codepipeline.amazonaws.com",
      { account: tools },
      "slipway-delivery-web",
    ),
    "web-delivery source_trigger-role_trust#0": assumedBy(
      "events.amazonaws.com",
      { account: tools },
      "slipway-delivery-web-trigger",
    ),
    "slipway-deploy-tools-state#EncryptStates": {
      ...onKey("kms:Decrypt"),
      ...both(own, { "kms:ViaService": [through("s3")] }, { "kms:ViaService": [through("ec2"), undefined] }),
    },
    "slipway-deploy-tools-state#EncryptLocks": {
      ...onKey("kms:Decrypt"),
      ...both(
        own,
        { "kms:ViaService": [through("dynamodb")] },
        { "kms:ViaService": [through("ec2"), undefined] },
      ),
    },
    ...changesOfKeys("slipway-deploy-tools-storage", deploy, { name: "tools", account: tools }),
    "slipway-deploy-tools-storage#ForgetOwnKeys": {
      ...onKey("kms:ScheduleKeyDeletion"),
      ...both(own, { "aws:ResourceTag/stack": ["web-delivery"] }, { "aws:ResourceTag/stack": ["artifacts"] }),
    },
    "slipway-deploy-tools-roles#MakeOwnRoles": newRole(
      deploy,
      role(tools, "slipway-delivery-web-build"),
      tools,
    ),
    "slipway-deploy-tools-roles#GiveOwnRoles": one(
      [deploy, "iam:PassRole", role(tools, "slipway-delivery-web-build")],
      "iam:PassedToService",
      ["codebuild.amazonaws.com", "codepipeline.amazonaws.com", "events.amazonaws.com"],
      "ec2.amazonaws.com",
      undefined,
    ),
  };
}

export function casesOf({ name, account, hasDomain, hasFirewall, hasOfficeHours, audit }: Served): Cases {
  const prefix = `${application}-${name}-${service}`;
  const deploy = role(account, "slipway-deploy");
  const fleet = role(account, `${prefix}-release-fleet`);
  const codeDeploy = role(account, `${prefix}-codedeploy`);
  const template = (id: string) => ec2(account, `launch-template/${id}`);
  const foreign = ec2(stranger, "launch-template/lt-1");
  const make = (action: string) => ({ by: deploy, action, resource: ec2(account, "vpc/*") });
  const creations = {
    "ec2:CreateAction": [
      "AllocateAddress",
      "AuthorizeSecurityGroupEgress",
      "AuthorizeSecurityGroupIngress",
      "CreateFlowLogs",
      "CreateInternetGateway",
      "CreateLaunchTemplate",
      "CreateNatGateway",
      "CreateNetworkAcl",
      "CreateRouteTable",
      "CreateSecurityGroup",
      "CreateSubnet",
      "CreateVpc",
      "CreateVpcEndpoint",
    ],
  };
  return {
    ...auditCases({ name, account }, audit.config === "make"),
    [`${name}-network network_s3-endpoint_policy#OwnRoles`]: one(
      [role(account, `${prefix}-instance`), "s3:GetObject", "arn:aws:s3:::bucket/key"],
      "aws:PrincipalAccount",
      [account],
      stranger,
    ),
    [`${name}-network network_dynamodb-endpoint_policy#OwnRoles`]: one(
      [
        role(account, `${prefix}-instance`),
        "dynamodb:GetItem",
        `arn:aws:dynamodb:eu-west-1:${account}:table/1`,
      ],
      "aws:PrincipalAccount",
      [account],
      stranger,
    ),
    [`${name}-network network_flow-logs_key_policy#EncryptLogs`]: logGroups(
      account,
      [`/aws/vpc/${application}-${name}-network`],
      [`/aws/vpc/shop-${name}-network`, `/aws/lambda/${application}-${name}-network`],
    ),
    [`${name}-network network_flow-logs_role_trust#0`]: {
      ...assumedBy("vpc-flow-logs.amazonaws.com", { account }, `${application}-${name}-network`),
      ...both(
        assumedBy("vpc-flow-logs.amazonaws.com", { account }, ""),
        { "aws:SourceArn": [ec2(account, "vpc-flow-log/fl-1")] },
        { "aws:SourceArn": [ec2(stranger, "vpc-flow-log/fl-1"), ec2(account, "vpc/vpc-1"), undefined] },
      ),
    },
    [`${name}-${service} access-logs_bucket_policy-document#DenyPlainHttp`]: tlsOnly(
      "access-logs_bucket",
      account,
    ),
    ...(hasDomain && certificateCases(name, account)),
    ...(hasOfficeHours && officeHoursCases(name, account)),
    ...(hasFirewall && {
      [`${name}-${service} firewall-log-key_policy#EncryptLogs`]: logGroups(
        account,
        [`aws-waf-logs-${prefix}`],
        [`aws-waf-logs-${application}-${name}-shop`, `/aws/lambda/${prefix}`],
      ),
    }),
    ...launchCases(
      `${name}-${service} code-deploy-role_permissions`,
      codeDeploy,
      account,
      ["lt-1"].map(template),
      foreign,
    ),
    [`${name}-${service} code-deploy-role_permissions#UseOwnTemplates`]: {
      ...{ by: codeDeploy, action: "ec2:RunInstances", resource: template("lt-1") },
      ...both(
        tags("ResourceTag", name),
        { "aws:ResourceTag/service": [service] },
        { "aws:ResourceTag/service": ["shop", undefined] },
      ),
    },
    [`${name}-${service} code-deploy-role_permissions#PassInstanceRole`]: one(
      [codeDeploy, "iam:PassRole", role(account, "instance-role")],
      "iam:PassedToService",
      ["ec2.amazonaws.com"],
      "lambda.amazonaws.com",
      undefined,
    ),
    [`${name}-${service} code-deploy-role_trust#0`]: {
      ...assumedBy("codedeploy.amazonaws.com", { account }, `${prefix}-codedeploy`),
      ...both(
        assumedBy("codedeploy.amazonaws.com", { account }, ""),
        { "aws:SourceArn": [groupOf(account, `${prefix}/${prefix}-blue`)] },
        {
          "aws:SourceArn": [
            groupOf(account, `shop-${name}/blue`),
            groupOf(account, `${prefix}-2/blue`),
            groupOf(stranger, `${prefix}/${prefix}-blue`),
            undefined,
          ],
        },
      ),
    },
    ...launchCases(
      `${name}-${service}-release functions_fleet_permissions`,
      fleet,
      account,
      ["blue_launch-template", "green_launch-template"].map(template),
      template("another"),
      foreign,
    ),
    [`${name}-${service} instance-log_key_policy#EncryptLogs`]: logGroups(
      account,
      [`/instances/${prefix}`],
      [`/instances/${application}-${name}-shop`, `/aws/lambda/${prefix}`],
    ),
    [`${name}-${service} instance-role_document#WriteOwnMetrics`]: one(
      [role(account, `${prefix}-instance`), "cloudwatch:PutMetricData", "*"],
      "cloudwatch:namespace",
      [prefix],
      "AWS/EC2",
      `${application}-${name}-shop`,
      undefined,
    ),
    [`${name}-${service} volume-key_policy#GrantToOne`]: granted(account, deploy),
    [`slipway-deploy-${name}-service#GrantVolumesKeys`]: {
      ...granted(account, deploy),
      ...both(granted(account, deploy), tags("ResourceTag", name).fits, tags("ResourceTag", name).neighbours),
    },
    [`slipway-deploy-${name}-service#TakeGrants`]: {
      ...{ by: deploy, action: "kms:RevokeGrant", resource: key(account) },
      ...tags("ResourceTag", name),
    },
    [`${name}-${service}-release log-key_policy#EncryptLogs`]: logGroups(
      account,
      [`/aws/lambda/${prefix}-release-ledger`, `/aws/vendedlogs/states/${prefix}-release`],
      [`/aws/lambda/${application}-${name}-shop-release-ledger`, `/aws/codebuild/${prefix}-release`],
    ),
    [`${name}-${service}-release functions_fleet_permissions#PassInstanceRole`]: one(
      [fleet, "iam:PassRole", role(account, `${prefix}-instance`)],
      "iam:PassedToService",
      ["ec2.amazonaws.com"],
      "lambda.amazonaws.com",
      undefined,
    ),
    [`${name}-${service}-release machine_role_trust#0`]: assumedBy(
      "states.amazonaws.com",
      { account },
      prefix,
    ),
    [`${name}-${service}-release starter_trust#0`]: one(
      [role(tools, "slipway-delivery-web"), "sts:AssumeRole", role(account, `${prefix}-release-starter`)],
      "aws:PrincipalArn",
      [role(tools, "slipway-delivery-web")],
      role(tools, "slipway-delivery-web-build"),
      role(stranger, "slipway-delivery-web"),
    ),
    [`slipway-deploy-${name}-network#MakeWithTags`]: {
      ...make("ec2:CreateVpc"),
      ...tags("RequestTag", name),
    },
    [`slipway-deploy-${name}-network#ChangeOwn`]: { ...make("ec2:DeleteVpc"), ...tags("ResourceTag", name) },
    [`slipway-deploy-${name}-network#TagWhatIsMade`]: {
      ...make("ec2:CreateTags"),
      ...both(tags("RequestTag", name), creations, { "ec2:CreateAction": ["CopySnapshot", undefined] }),
    },
    [`slipway-deploy-${name}-network#TagOwn`]: { ...make("ec2:DeleteTags"), ...tags("ResourceTag", name) },
    [`slipway-deploy-${name}-network#TagDefaultGroup`]: {
      ...{ by: deploy, action: "ec2:CreateTags", resource: ec2(account, "security-group/sg-1") },
      ...both(
        tags("RequestTag", name),
        { "aws:ResourceTag/application": [undefined], "ec2:CreateAction": [undefined] },
        { "aws:ResourceTag/application": ["shop"], "ec2:CreateAction": ["CopySnapshot"] },
      ),
    },
    ...launchCases(`slipway-deploy-${name}-service`, deploy, account, ["lt-1"].map(template), foreign),
    [`slipway-deploy-${name}-service#UseOwnTemplates`]: {
      ...{ by: deploy, action: "ec2:RunInstances", resource: template("lt-1") },
      ...tags("ResourceTag", name),
    },
    ...changesOfKeys(`slipway-deploy-${name}-keys`, deploy, { name, account }),
    [`slipway-deploy-${name}-keys#ForgetOwnKeys`]: {
      ...{ by: deploy, action: "kms:ScheduleKeyDeletion", resource: key(account) },
      ...tags("ResourceTag", name),
    },
    [`slipway-deploy-${name}-release#SeeDefaultTableKey`]: seeTableKey(deploy, account),
    [`slipway-deploy-${name}-roles#MakeOwnRoles`]: newRole(
      deploy,
      role(account, `${prefix}-instance`),
      account,
    ),
    [`slipway-deploy-${name}-roles#GiveOwnRoles`]: one(
      [deploy, "iam:PassRole", role(account, `${prefix}-instance`)],
      "iam:PassedToService",
      [
        "codedeploy",
        "ec2",
        "lambda",
        ...(hasOfficeHours ? ["scheduler"] : []),
        "states",
        "vpc-flow-logs",
      ].map((it) => `${it}.amazonaws.com`),
      "ecs-tasks.amazonaws.com",
      undefined,
    ),
    [`slipway-deploy-${name}-roles#AttachKnownPolicies`]: one(
      [deploy, "iam:AttachRolePolicy", role(account, `${prefix}-instance`)],
      "iam:PolicyARN",
      ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"],
      "arn:aws:iam::aws:policy/AdministratorAccess",
      undefined,
    ),
  };
}

/** What watches an account writes to a bucket of its own, and nobody else's trail or recorder does. */
function auditCases({ name, account }: Place, hasRecorder: boolean): Cases {
  const bucket = "arn:aws:s3:::audit_bucket";
  const [documents, keys] = [
    `${name}-account audit_bucket_policy-document`,
    `${name}-account audit_key_policy`,
  ];
  const writer = (
    [sid, service]: readonly [sid: string, service: string],
    condition: string,
    ...[fit, ...neighbours]: Values
  ): Cases => {
    const asks = (action: string, resource: string): Case => ({
      ...one([`${service}.amazonaws.com`, action, resource], condition, [fit], ...neighbours, undefined),
      owner: account,
    });
    return {
      [`${documents}#${sid}Looks`]: asks("s3:GetBucketAcl", bucket),
      [`${documents}#${sid}Writes`]: asks(
        "s3:PutObject",
        `${bucket}/${sid.toLowerCase()}/AWSLogs/${account}/1`,
      ),
      [`${keys}#${sid}`]: asks("kms:GenerateDataKey", key(account)),
    };
  };
  const trail = (owner: string, of: string) =>
    `arn:aws:cloudtrail:eu-west-1:${owner}:trail/${application}-${of}`;
  return {
    [`${documents}#DenyPlainHttp`]: tlsOnly("audit_bucket", account),
    ...writer(
      ["Trail", "cloudtrail"],
      "aws:SourceArn",
      trail(account, name),
      trail(stranger, name),
      trail(account, "shop"),
    ),
    ...(hasRecorder && writer(["Config", "config"], "aws:SourceAccount", account, stranger)),
  };
}

/** A grant for Auto Scaling, and for others. */
function granted(account: string, by: string): Case {
  const linked = (owner: string, rest: string) => role(owner, `aws-service-role/${rest}`);
  const launcher = "autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
  return one(
    [by, "kms:CreateGrant", key(account)],
    "kms:GranteePrincipal",
    [linked(account, launcher)],
    linked(stranger, launcher),
    linked(account, "elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing"),
    by,
    undefined,
  );
}

function certificateCases(name: string, account: string): Cases {
  const by = role(account, "slipway-deploy");
  const claimed = tags("RequestTag", name);
  const certificates = `arn:aws:acm:eu-west-1:${account}:certificate/*`;
  return {
    [`slipway-deploy-${name}-edge#AskForCertificates`]: {
      ...{ by, action: "acm:RequestCertificate", resource: "*" },
      ...claimed,
    },
    [`slipway-deploy-${name}-edge#TagNewCertificates`]: {
      ...{ by, action: "acm:AddTagsToCertificate", resource: certificates },
      ...claimed,
    },
    [`slipway-deploy-${name}-edge#ChangeOwnCertificates`]: {
      ...{ by, action: "acm:DeleteCertificate", resource: certificates },
      ...tags("ResourceTag", name),
    },
  };
}

function officeHoursCases(name: string, account: string): Cases {
  const prefix = `${application}-${name}-${service}-release`;
  const group = (owner: string, of: string) => `arn:aws:scheduler:eu-west-1:${owner}:schedule-group/${of}`;
  return {
    [`${name}-${service}-release office-hours_machine_role_trust#0`]: assumedBy(
      "states.amazonaws.com",
      { account },
      `${prefix}-hours`,
    ),
    [`${name}-${service}-release office-hours_schedule-role_trust#0`]: {
      ...assumedBy("scheduler.amazonaws.com", { account }, `${prefix}-hours-schedule`),
      ...both(
        assumedBy("scheduler.amazonaws.com", { account }, ""),
        { "aws:SourceArn": [group(account, `${prefix}-hours`)] },
        {
          "aws:SourceArn": [
            group(account, "default"),
            group(account, `${application}-${name}-shop-release-hours`),
            group(stranger, `${prefix}-hours`),
            undefined,
          ],
        },
      ),
    },
  };
}

function groupOf(account: string, name: string): string {
  return `arn:aws:codedeploy:eu-west-1:${account}:deploymentgroup:${name}`;
}

function newRole(by: string, made: string, account: string): Case {
  const boundary = (owner: string, policy: string) => `arn:aws:iam::${owner}:policy/${policy}`;
  return one(
    [by, "iam:CreateRole", made],
    "iam:PermissionsBoundary",
    [boundary(account, "slipway-boundary")],
    boundary(account, "another"),
    boundary(stranger, "slipway-boundary"),
    undefined,
  );
}

/** Whose requests name a log group of the account, or a stranger's. */
function logGroups(account: string, fits: readonly string[], neighbours: readonly string[]): Case {
  const group = (name: string, owner = account) => `arn:aws:logs:eu-west-1:${owner}:log-group:${name}`;
  return one(
    ["logs.eu-west-1.amazonaws.com", "kms:Encrypt", key(account)],
    "kms:EncryptionContext:aws:logs:arn",
    fits.map((name) => group(name)),
    ...neighbours.map((name) => group(name)),
    ...fits.map((name) => group(name, stranger)),
    undefined,
  );
}

function changesOfKeys(policy: string, by: string, { name, account }: Place): Cases {
  const claimed = tags("RequestTag", name);
  return {
    [`${policy}#MakeKeys`]: { by, action: "kms:CreateKey", resource: "*", ...claimed },
    [`${policy}#TagNewKeys`]: {
      ...{ by, action: "kms:TagResource", resource: key(account) },
      ...both(
        claimed,
        { "aws:ResourceTag/application": [undefined] },
        { "aws:ResourceTag/application": ["shop"] },
      ),
    },
    [`${policy}#NeverAdministratorsKeys`]: {
      ...one(
        [by, "kms:PutKeyPolicy", key(account)],
        "aws:ResourceTag/stack",
        ["artifacts", "dev-web", undefined],
        `${name}-account`,
        "another-account",
        "state",
      ),
      given: { "aws:ResourceTag/application": application, "aws:ResourceTag/environment": name },
    },
    [`${policy}#ChangeOwnKeys`]: {
      ...{ by, action: "kms:PutKeyPolicy", resource: key(account) },
      ...tags("ResourceTag", name),
    },
  };
}

/** Launches by `who`, as the templates `own` say, which other templates are not. */
function launchCases(statements: string, by: string, account: string, own: Values, ...others: Values): Cases {
  const asks = (kind: string) => [by, "ec2:RunInstances", ec2(account, `${kind}/*`)] as const;
  const byTemplate = (kind: string) => one(asks(kind), "ec2:LaunchTemplate", own, ...others, undefined);
  return {
    [`${statements}#LaunchWhatTemplatesSay`]: {
      ...byTemplate("instance"),
      ...both(
        byTemplate("instance"),
        { "ec2:IsLaunchTemplateResource": ["true"] },
        { "ec2:IsLaunchTemplateResource": ["false", undefined] },
      ),
    },
    [`${statements}#LaunchIntoSubnets`]: byTemplate("subnet"),
    [`${statements}#TagWhatIsLaunched`]: {
      ...{ by, action: "ec2:CreateTags", resource: ec2(account, "instance/*") },
      ...{ fits: launch, neighbours: notLaunch },
    },
  };
}

function seeTableKey(by: string, account: string): Case {
  const asks = [by, "kms:DescribeKey", key(account)] as const;
  return one(asks, "kms:RequestAlias", ["alias/aws/dynamodb"], "alias/shop", undefined);
}
