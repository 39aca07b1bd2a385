import type { ServiceRequest, ServiceResponse } from "../../../local/gateway/service";
import type { Sources } from "../../../local/iam/decider";
import { Iam } from "../../../local/iam/iam";
import { Memory } from "../../../local/iam/memory";
import { parsePolicy, type Policy } from "../../../local/iam/policy";
import type { DeployedRole } from "../../../local/iam/roles";

const account = "222222222222";
const region = "eu-west-1";
const session = `arn:aws:sts::${account}:assumed-role/reader/one`;
const codeBuild = { service: "codebuild.amazonaws.com", name: "build" };
const projectArn = `arn:aws:codebuild:${region}:${account}:project/app`;

const policy = (name: string, ...statements: object[]): Policy =>
  parsePolicy(name, JSON.stringify({ Version: "2012-10-17", Statement: statements }));
const allow = (Action: string, Resource = "*") => ({ Effect: "Allow", Action, Resource });

let roles: Map<string, DeployedRole>;
let decided: { readonly role: string; readonly action: string; readonly allowed: boolean }[];
let asked: ServiceRequest[];
let answer: ServiceResponse;
let memory: Memory;
let iam: Iam;

let endpointRegions: string[];
/** Service-linked roles that are there, and services that made one. */
let linked: string[];

beforeEach(() => {
  roles = new Map();
  decided = [];
  asked = [];
  answer = { status: 200, headers: {}, body: "" };
  memory = new Memory({
    motoEndpoint: "",
    credentials: () => Promise.reject(new Error("nobody asks moto here")),
  });
  endpointRegions = [];
  linked = [];
  const nothing = () => Promise.resolve(undefined);
  const sources: Sources = {
    roles: { find: (owner, name) => Promise.resolve(roles.get(`${owner}/${name}`)) },
    policies: { of: nothing },
    endpoints: {
      of: (_ask, asked) => {
        endpointRegions.push(asked);
        return Promise.resolve(undefined);
      },
    },
    resources: {
      hasRole: (_place, name) => Promise.resolve(linked.includes(name)),
      linkRole: (_place, service) => Promise.resolve(void linked.push(service)),
      bucketOwner: nothing,
      bucketKey: nothing,
      groupOf: nothing,
      templateOf: nothing,
      templateIdOf: nothing,
      roleOfTemplate: nothing,
      groupOfDeployment: () => Promise.resolve("*"),
      configurationOf: () => Promise.resolve("*"),
      ids: {
        tagsOf: () => Promise.resolve({}),
        associated: () => Promise.resolve([]),
        keyOfAlias: nothing,
        keyOfTable: nothing,
      },
    },
  };
  iam = new Iam({
    sources,
    memory,
    recorder: {
      decision: (role, { action }, _policies, { allowed }) => decided.push({ role, action, allowed }),
    },
    credentials: (owner, role, name) =>
      Promise.resolve({ accessKeyId: `${owner}/${role}/${name}`, secretAccessKey: "", sessionToken: "" }),
    administrators: ["local"],
  });
});

function deploy(name: string, identity: readonly object[], trust: object = {}): string {
  const arn = `arn:aws:iam::${account}:role/${name}`;
  const trusted = policy("trust", { Effect: "Allow", Action: "sts:AssumeRole", ...trust });
  const own = [policy("own", ...identity)];
  roles.set(`${account}/${name}`, { arn, account, trust: trusted, identity: own, boundary: undefined });
  return arn;
}

function send(service: string, operation: string | undefined, more: Partial<ServiceRequest> = {}) {
  const request: ServiceRequest = {
    service,
    operation,
    region,
    account,
    caller: session,
    accessKeyId: "",
    method: "POST",
    path: "/",
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.alloc(0),
    parameters: {},
    ...more,
  };
  return iam.handle(request, (passed) => {
    asked.push(passed);
    return Promise.resolve(answer);
  });
}

const json = { headers: { "x-amz-target": "Service.Operation" } };
const object = { parameters: { Bucket: "bucket", Key: "key" } };

test("lets through what a policy allows, and keeps the decision", async () => {
  const arn = deploy("reader", [allow("dynamodb:GetItem")]);
  await send("dynamodb", "GetItem", { ...json, parameters: { TableName: "lock" } });
  expect(asked).toHaveLength(1);
  expect(decided).toEqual([{ role: arn, action: "dynamodb:GetItem", allowed: true }]);
});

test("asks for everything that a request needs on its way", async () => {
  deploy("reader", [allow("codedeploy:CreateDeployment")]);
  const parameters = { applicationName: "app", deploymentGroupName: "blue" };
  await expect(send("codedeploy", "CreateDeployment", { ...json, parameters })).rejects.toThrow(
    "is not authorized to perform: codedeploy:GetDeploymentConfig on resource: ",
  );
  expect(asked).toEqual([]);
});

describe("the first load balancer of an account", () => {
  const create = (more = {}) =>
    send("elasticloadbalancing", "CreateLoadBalancer", { ...json, parameters: { Name: "b" }, ...more });
  const make = allow("elasticloadbalancing:CreateLoadBalancer");

  test("makes its service's own role, for whoever may make it", async () => {
    deploy("reader", [make, allow("iam:CreateServiceLinkedRole")]);
    await create();
    expect(linked).toEqual(["elasticloadbalancing.amazonaws.com"]);
  });

  test("is refused to who may not, and needs no leave where the role is there", async () => {
    deploy("reader", [make]);
    await expect(create()).rejects.toThrow("is not authorized to perform: iam:CreateServiceLinkedRole");
    linked = ["AWSServiceRoleForElasticLoadBalancing"];
    await create();
    expect(linked).toHaveLength(1);
  });

  test("makes it for an administrator, too", async () => {
    await create({ caller: `arn:aws:sts::${account}:assumed-role/local/person` });
    expect(linked).toEqual(["elasticloadbalancing.amazonaws.com"]);
  });
});

test.each([
  ["monitoring", "DescribeAlarms", "cloudwatch:DescribeAlarms"],
  ["tagging", "GetResources", "tag:GetResources"],
])("knows the actions of %s by their own prefix", async (service, operation, action) => {
  deploy("reader", [allow(action)]);
  await send(service, operation);
  expect(decided).toMatchObject([{ action, allowed: true }]);
});

describe("a refused request", () => {
  const because = (action: string) => `because no identity-based policy allows the ${action} action`;
  test.each([
    [
      "dynamodb",
      "GetItem",
      json,
      "AccessDeniedException",
      400,
      `User: ${session} is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:${region}:${account}:table/* ${because("dynamodb:GetItem")}`,
    ],
    [
      "lambda",
      "Invoke",
      { parameters: { FunctionName: "f" } },
      "AccessDeniedException",
      403,
      `User: ${session} is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:${region}:${account}:function:f ${because("lambda:InvokeFunction")}`,
    ],
    [
      "s3",
      "GetObject",
      object,
      "AccessDenied",
      403,
      `User: ${session} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::bucket/key" ${because("s3:GetObject")}`,
    ],
    [
      "autoscaling",
      "DescribeAutoScalingGroups",
      {},
      "AccessDenied",
      403,
      `User: ${session} is not authorized to perform: autoscaling:DescribeAutoScalingGroups ${because("autoscaling:DescribeAutoScalingGroups")}`,
    ],
    [
      "ec2",
      "DescribeInstances",
      {},
      "UnauthorizedOperation",
      403,
      `You are not authorized to perform this operation. User: ${session} is not authorized to perform: ec2:DescribeInstances ${because("ec2:DescribeInstances")}`,
    ],
  ])("of %s is refused in its words", async (service, operation, more, code, status, message) => {
    deploy("reader", []);
    await expect(send(service, operation, more)).rejects.toMatchObject({ code, status, message });
    expect(asked).toEqual([]);
    expect(decided).toMatchObject([{ allowed: false }]);
  });

  test("that local AWS has no rule for is an error that names it, whatever the role may", async () => {
    deploy("reader", [allow("*")]);
    await expect(send("s3", "GetBucketMood")).rejects.toThrow("local AWS has no rule for s3:GetBucketMood");
    await expect(send("s3", undefined, { path: "/mood" })).rejects.toThrow(
      "local AWS has no rule for s3: POST /mood",
    );
    expect(asked).toEqual([]);
  });

  test("of a role that is not deployed has no session", async () => {
    await expect(send("sts", "GetCallerIdentity")).rejects.toMatchObject({ code: "InvalidClientTokenId" });
  });
});

describe("an administrator", () => {
  const administrator = { caller: `arn:aws:sts::${account}:assumed-role/local/local` };
  test("may everything, by its role or its own key", async () => {
    await send("ec2", "TerminateInstances", administrator);
    await send("ec2", "TerminateInstances", { caller: `arn:aws:sts::${account}:user/moto` });
    expect(asked).toHaveLength(2);
    expect(decided).toEqual([]);
  });

  test("assumes only roles that are there", async () => {
    const assume = (RoleArn: string) =>
      send("sts", "AssumeRole", { ...administrator, parameters: { RoleArn } });
    await assume(deploy("reader", []));
    await assume(`arn:aws:iam::${account}:role/local`);
    await expect(assume(`arn:aws:iam::${account}:role/nobody`)).rejects.toMatchObject({
      code: "AccessDenied",
    });
    expect(asked).toHaveLength(2);
  });
});

describe("S3's answer that an object is not there", () => {
  beforeEach(() => {
    answer = { status: 404, headers: {}, body: "" };
  });

  test.each(["GetObject", "HeadObject"])("to %s is for who may list the bucket", async (operation) => {
    deploy("reader", [allow("s3:GetObject"), allow("s3:ListBucket", "arn:aws:s3:::bucket")]);
    expect(await send("s3", operation, object)).toMatchObject({ status: 404 });
  });

  test.each(["GetObject", "HeadObject"])("to %s is a refusal to others", async (operation) => {
    deploy("reader", [allow("s3:GetObject"), allow("s3:ListBucket", "arn:aws:s3:::other")]);
    await expect(send("s3", operation, object)).rejects.toMatchObject({ code: "AccessDenied", status: 403 });
  });
});

describe("a service", () => {
  const trust = {
    Principal: { Service: "codebuild.amazonaws.com" },
    Condition: {
      StringEquals: { "aws:SourceAccount": account },
      ArnLike: { "aws:SourceArn": "arn:aws:codebuild:*:*:project/*" },
    },
  };

  test("assumes a role that trusts it, in a session of its own name", async () => {
    const arn = deploy("build", [], trust);
    const credentials = await iam.assume(arn, { ...codeBuild, sourceArn: projectArn });
    expect(credentials.accessKeyId).toBe(`${account}/build/build`);
    expect(decided).toEqual([{ role: arn, action: "sts:AssumeRole", allowed: true }]);
  });

  test.each([
    ["another service", { service: "lambda.amazonaws.com", sourceArn: projectArn }],
    ["another account's resource", { sourceArn: projectArn.replace(account, "333333333333") }],
    ["another kind of resource", { sourceArn: projectArn.replace("project", "batch") }],
    ["no resource at all", {}],
  ])("does not on behalf of %s", async (_what, other) => {
    const arn = deploy("build", [], trust);
    await expect(iam.assume(arn, { ...codeBuild, ...other })).rejects.toMatchObject({ code: "AccessDenied" });
  });

  test("does not assume a role that is not there", async () => {
    const arn = `arn:aws:iam::${account}:role/nobody`;
    await expect(iam.assume(arn, codeBuild)).rejects.toThrow(
      `User: codebuild.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
    );
  });

  test("does as a role that trusts it only what the role may", async () => {
    const log = `arn:aws:logs:${region}:${account}:log-group:build:log-stream:1`;
    const may = allow("logs:PutLogEvents", `arn:aws:logs:${region}:${account}:log-group:build:*`);
    const arn = deploy("build", [may], { Principal: trust.Principal });
    await iam.act(arn, codeBuild, [{ action: "logs:PutLogEvents", resource: log }]);
    const neighbour = { action: "logs:PutLogEvents", resource: log.replace("build", "other") };
    await expect(iam.act(arn, codeBuild, [neighbour])).rejects.toThrow(
      "not authorized to perform: logs:PutLogEvents",
    );
    const lambda = { ...codeBuild, service: "lambda.amazonaws.com" };
    await expect(iam.act(arn, lambda, [])).rejects.toThrow("not authorized to perform: sts:AssumeRole");
  });

  test("asks about a bucket in the region of what the service works for", async () => {
    const arn = deploy("build", [allow("s3:GetObject", "arn:aws:s3:::source/*")], {
      Principal: trust.Principal,
    });
    await iam.act(arn, { ...codeBuild, sourceArn: projectArn }, [
      { action: "s3:GetObject", resource: "arn:aws:s3:::source/a.zip", account },
    ]);
    expect(endpointRegions.at(-1)).toBe(region);
  });
});

describe("what the sources remember", () => {
  const remembered = async (owner: string, service: string) => {
    let again = false;
    await memory.remember({ account: owner, region }, service, "question", () =>
      Promise.resolve((again = true)),
    );
    return !again;
  };
  const administrator = `arn:aws:sts::${account}:assumed-role/local/local`;

  test.each([
    ["iam", "PutRolePolicy", account, false],
    ["iam", "GetRole", account, true],
    ["iam", "ListRoles", account, true],
    ["kms", "PutKeyPolicy", account, false],
    ["kms", "DescribeKey", account, true],
    ["s3", "PutBucketPolicy", "", false],
    ["s3", "PutObject", "", true],
    ["s3", "HeadBucket", "", true],
  ])("of %s is there after %s in account %j: %s", async (service, operation, owner, kept) => {
    await remembered(owner, service);
    await send(service, operation, { caller: administrator });
    expect(await remembered(owner, service)).toBe(kept);
  });

  test("stays after a write that failed, or in another account", async () => {
    await remembered(account, "iam");
    await send("iam", "PutRolePolicy", { caller: administrator, account: "333333333333" });
    answer = { status: 400, headers: {}, body: "" };
    await send("iam", "PutRolePolicy", { caller: administrator });
    expect(await remembered(account, "iam")).toBe(true);
  });

  test("forgets a failed question", async () => {
    await expect(
      memory.remember({ account, region }, "iam", "q", () => Promise.reject(new Error("no"))),
    ).rejects.toThrow("no");
    expect(await memory.remember({ account, region }, "iam", "q", () => Promise.resolve("yes"))).toBe("yes");
  });
});
