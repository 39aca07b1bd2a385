import { evaluate } from "../../local/iam/evaluate";
import { list, parsePolicy } from "../../local/iam/policy";
import { type DeployRole, deployRoles } from "../../stacks/deploy-roles";
import type { Backend } from "../../stacks/estate/backend";

import { synthesized } from "./addresses";
import { deployedPolicies } from "./deployed-policies";
import { Platform } from "./platform";

const rolesWith = (changes: Record<string, unknown>): DeployRole[] =>
  deployRoles(new Platform(changes).configuration);
const statements = rolesWith({}).flatMap(({ policies }) =>
  Object.values(policies).flatMap(({ Statement }) => Statement),
);

test("each policy fits into a managed policy, and a role's into the ten that it may have", () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  const longest = { application: "a".repeat(11), "environments.dev.deployRole": "d".repeat(64) };
  for (const { policies } of rolesWith(longest)) {
    expect(Object.keys(policies).length).toBeLessThanOrEqual(10);
    for (const document of Object.values(policies))
      expect(JSON.stringify(document).length).toBeLessThanOrEqual(6144);
  }
});

test("no statement allows actions that it does not name", () => {
  expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes("*"))).toEqual([]);
});

test("only what knows no resources is allowed on every resource", () => {
  const everywhere = statements.filter(({ Resource }) => Resource?.includes("*")).map(({ Sid }) => Sid);
  expect([...new Set(everywhere)]).toEqual([
    "MakeKeys",
    "SeeAliases",
    "SeeLogs",
    "SeeNetworks",
    "SeeFleets",
    "PutBeforeLoadBalancers",
    "DeliverFirewallLogs",
    "CheckDefinitions",
    "AskForCertificates",
  ]);
});

test("whoever the tools account lets deploy may assume the role of every place", () => {
  const trusted = rolesWith({ "tools.account": "999999999999" }).map(({ trust }) =>
    trust.Statement.map(({ Principal, Action }) => [Principal, Action]),
  );
  const tools = [[{ AWS: "arn:aws:iam::999999999999:root" }, ["sts:AssumeRole"]]];
  expect(trusted).toEqual([tools, tools, tools, tools]);
});

test("the role of tools may keep locks where the backend's file says that they lie", () => {
  const { configuration } = new Platform();
  const keeping = (changes: Partial<Backend>) =>
    deployRoles({ ...configuration, backend: { ...configuration.backend, ...changes } })
      .flatMap(({ policies }) => Object.values(policies))
      .flatMap(({ Statement }) => Statement)
      .filter(({ Sid }) => ["KeepLocks", "EncryptLocks", "KeepLockFiles"].includes(Sid))
      .map(({ Sid, Resource }) => [Sid, Resource]);
  const files = ["KeepLockFiles", ["arn:aws:s3:::states/*.tfstate.tflock"]];
  expect(keeping({ dynamodb_table: undefined, use_lockfile: true })).toEqual([files]);
  expect(keeping({ use_lockfile: true }).map(([sid]) => sid)).toEqual([
    "KeepLockFiles",
    "KeepLocks",
    "EncryptLocks",
  ]);
  expect(keeping({}).map(([sid]) => sid)).toEqual(["KeepLocks", "EncryptLocks"]);
});

describe("the boundary", () => {
  const [{ boundary } = { boundary: undefined }] = rolesWith({}).slice(1);
  const bounds = parsePolicy("boundary", JSON.stringify(boundary?.policy));
  const everything = parsePolicy(
    "everything",
    JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } }),
  );
  const account = "222222222222";
  // Keys and roles that let the account's own policies decide.
  const root = { AWS: `arn:aws:iam::${account}:root` };
  const open = parsePolicy(
    "open",
    JSON.stringify({ Statement: { Effect: "Allow", Principal: root, Action: "*", Resource: "*" } }),
  );
  const principal = {
    arn: `arn:aws:iam::${account}:role/slipway-dev-web-instance`,
    account,
    session: "session",
  };
  const within = (action: string, resource: string) =>
    evaluate(
      { principal, action, resource, account, context: {} },
      {
        identity: [everything],
        boundary: bounds,
        ...(/:(key|role)\//.test(resource) && { resource: open }),
      },
    ).allowed;

  test("lets the roles of dev do what their own policies allow", () => {
    const allowed = deployedPolicies()
      .filter(({ name }) => name.startsWith("dev-"))
      .flatMap(({ statements }) => statements)
      .filter(({ Effect, Principal }) => Effect === "Allow" && Principal === undefined)
      .flatMap(({ Action, Resource }) =>
        list(Action).flatMap((action) => list(Resource).map((resource) => [action, resource] as const)),
      )
      // A role of the same stack is a reference, without the name that the boundary knows it by.
      .filter(([, resource]) => !resource.endsWith(":role/instance-role"));
    expect(allowed.length).toBeGreaterThan(60);
    expect(allowed.filter(([action, resource]) => !within(action, resource))).toEqual([]);
    expect(within("iam:PassRole", principal.arn)).toBe(true);
  });

  test("lets a pipeline step into the role that starts releases, in another account", () => {
    expect(
      within("sts:AssumeRole", "arn:aws:iam::333333333333:role/slipway-staging-web-release-starter"),
    ).toBe(true);
  });

  test.each([
    ["redrive a release", "states:RedriveExecution", `arn:aws:states:eu-west-1:${account}:execution:a:b`],
    ["make a role", "iam:CreateRole", `arn:aws:iam::${account}:role/slipway-dev-mine`],
    ["write a policy", "iam:PutRolePolicy", principal.arn],
    ["pass a stranger's role", "iam:PassRole", `arn:aws:iam::${account}:role/admin`],
    ["become a stranger", "sts:AssumeRole", `arn:aws:iam::${account}:role/admin`],
    ["change who may use a key", "kms:PutKeyPolicy", `arn:aws:kms:eu-west-1:${account}:key/1`],
    ["open a bucket", "s3:PutBucketPolicy", "arn:aws:s3:::slipway-artifacts"],
    ["write a state", "s3:PutObject", "arn:aws:s3:::states/dev-account.tfstate"],
    ["stop a trail", "cloudtrail:StopLogging", `arn:aws:cloudtrail:eu-west-1:${account}:trail/slipway-dev`],
    ["work with a service that nothing here needs", "organizations:LeaveOrganization", "*"],
  ])("lets no role %s, whatever its policies say", (_what, action, resource) => {
    expect(within(action, resource)).toBe(false);
  });

  test("is on every role of every stack", () => {
    const stacks = new Platform().stacks.filter(({ node }) => !node.id.endsWith("-account"));
    const roles = stacks.flatMap((stack) => Object.values(synthesized(stack).resource["aws_iam_role"] ?? {}));
    expect(roles.length).toBeGreaterThan(30);
    const bound = new Set(roles.map(({ permissions_boundary }) => permissions_boundary));
    expect([...bound].sort()).toEqual(
      ["111111111111", "222222222222", "333333333333", "444444444444"].map(
        (id) => `arn:aws:iam::${id}:policy/slipway-boundary`,
      ),
    );
  });
});

test("an image of the account's own is read from its parameter there", () => {
  const [, dev] = rolesWith({ "web.dev.fleet.amiParameter": "/images/shop" });
  expect(JSON.stringify(dev?.policies)).toContain(
    '"arn:aws:ssm:eu-west-1:222222222222:parameter/images/shop"',
  );
});

test("in an adopted network only security groups are made, and in no other network", () => {
  const adopt = {
    ...{ vpcId: "vpc-0123456789abcdef0", cidr: "10.40.0.0/16", natAddresses: ["192.0.2.7"] },
    publicSubnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    privateSubnetIds: ["subnet-0123456789abcdef2", "subnet-0123456789abcdef3"],
  };
  const [, dev] = rolesWith({ "environments.dev.network": { adopt } });
  const identity = Object.entries(dev?.policies ?? {}).map(([name, document]) =>
    parsePolicy(name, JSON.stringify(document)),
  );
  const account = "222222222222";
  const arn = `arn:aws:iam::${account}:role/slipway-deploy`;
  const principal = { arn, account, session: "session" };
  const tags = { "aws:RequestTag/application": "slipway", "aws:RequestTag/environment": "dev" };
  const may = (action: string, resource: string, context = {}) =>
    evaluate(
      { principal, action, resource: `arn:aws:ec2:eu-west-1:${account}:${resource}`, account, context },
      { identity },
    ).allowed;
  expect(may("ec2:CreateSecurityGroup", `vpc/${adopt.vpcId}`)).toBe(true);
  expect(may("ec2:CreateSecurityGroup", "security-group/*", tags)).toBe(true);
  expect(may("ec2:CreateSecurityGroup", "vpc/vpc-another")).toBe(false);
  expect(may("ec2:CreateVpc", "vpc/*", tags)).toBe(false);
  expect(may("ec2:DeleteVpc", `vpc/${adopt.vpcId}`)).toBe(false);
  expect(may("ec2:CreateSubnet", `vpc/${adopt.vpcId}`)).toBe(false);
});

test("a deploy role that is named like the place's own roles cannot change itself", () => {
  const [, dev] = rolesWith({ "environments.dev.deployRole": "slipway-dev-deploy" });
  const identity = Object.entries(dev?.policies ?? {}).map(([name, document]) =>
    parsePolicy(name, JSON.stringify(document)),
  );
  const account = "222222222222";
  const role = (name: string) => `arn:aws:iam::${account}:role/${name}`;
  const principal = { arn: role("slipway-dev-deploy"), account, session: "session" };
  const may = (name: string) =>
    ["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:DeleteRolePolicy"].map(
      (action) =>
        evaluate({ principal, action, resource: role(name), account, context: {} }, { identity }).allowed,
    );
  expect(may("slipway-dev-instance")).toEqual([true, true, true]);
  expect(may("slipway-dev-deploy")).toEqual([false, false, false]);
});
