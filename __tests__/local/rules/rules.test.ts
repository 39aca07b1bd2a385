import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import { AwsError, type ServiceRequest } from "../../../local/gateway/service";
import { rules, Rules } from "../../../local/rules/rules";
import type { World } from "../../../local/rules/rule";

const account = "222222222222";
const arn = (name: string, owner = account) => `arn:aws:iam::${owner}:role/${name}`;
const linked = arn("aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling");

/** Roles that are there, with the services that may assume them and the roles that they may assume. */
let roles: Map<string, { readonly trusts: readonly string[]; readonly assumes: readonly string[] }>;
let sources: (string | undefined)[];
let groups: Map<string, AutoScalingGroup>;
let keys: readonly string[];
let grants: Readonly<Record<string, readonly string[]>>;

const refused = () => Promise.reject(new AwsError("AccessDenied", "not authorized", 403));
const world: World = {
  authority: {
    assume: (role, { service, sourceArn }) => {
      sources.push(sourceArn);
      const credentials = { accessKeyId: "", secretAccessKey: "", sessionToken: "" };
      return roles.get(role)?.trusts.includes(service) ? Promise.resolve(credentials) : refused();
    },
    act: (role, _, requirements) =>
      requirements.every(({ resource }) => roles.get(role)?.assumes.includes(resource))
        ? Promise.resolve()
        : refused(),
  },
  facts: {
    hasAccount: (id) => [account, "333333333333"].includes(id),
    hasRole: (role) => Promise.resolve(roles.has(role)),
    group: (_, name) => Promise.resolve(groups.get(name)),
    isManaged: (_, instance) => Promise.resolve(instance === "i-1"),
    volumeKeys: () => Promise.resolve(keys),
    keyNames: (_, key, role) => Promise.resolve(grants[key]?.includes(role) ?? false),
  },
};

beforeEach(() => {
  roles = new Map();
  sources = [];
  groups = new Map();
  keys = [];
  grants = {};
});

const role = (name: string, ...trusts: string[]) => roles.set(arn(name), { trusts, assumes: [] });

async function send(operation: string, parameters: object): Promise<string> {
  const [service = "", name = ""] = operation.split(":");
  const request = { service, operation: name, account, region: "eu-west-1", parameters } as ServiceRequest;
  const passed = () => Promise.resolve({ status: 200, headers: {}, body: "passed" });
  return new Rules(world).handle(request, passed).then(
    ({ body }) => body.toString(),
    (error: unknown) => (error instanceof AwsError ? `${error.code}: ${error.message}` : String(error)),
  );
}

const pipeline = (...actions: (string | undefined)[]) => ({
  pipeline: {
    name: "shop",
    roleArn: arn("r"),
    stages: [{ name: "s", actions: actions.map((roleArn) => ({ name: "a", roleArn })) }],
  },
});

/** Operation, input, the principal that the role must trust, on whose behalf, and what AWS says otherwise. */
const given: readonly [string, object, string, string, string][] = [
  [
    "lambda:CreateFunction",
    { FunctionName: "f", Role: arn("r") },
    "lambda",
    "function:f",
    "InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda.",
  ],
  [
    "lambda:UpdateFunctionConfiguration",
    { FunctionName: "f", Role: arn("r") },
    "lambda",
    "function:f",
    "InvalidParameterValueException: ",
  ],
  [
    "scheduler:CreateSchedule",
    { GroupName: "g", Name: "s", Target: { RoleArn: arn("r") } },
    "scheduler",
    "schedule-group/g",
    "ValidationException: The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
  ],
  [
    "scheduler:UpdateSchedule",
    { GroupName: "g", Name: "s", Target: { RoleArn: arn("r") } },
    "scheduler",
    "schedule-group/g",
    "ValidationException: ",
  ],
  [
    "states:CreateStateMachine",
    { name: "m", roleArn: arn("r") },
    "states",
    "stateMachine:m",
    "AccessDeniedException: Neither the global service principal states.amazonaws.com",
  ],
  [
    "states:UpdateStateMachine",
    { stateMachineArn: `arn:aws:states:eu-west-1:${account}:stateMachine:m`, roleArn: arn("r") },
    "states",
    "stateMachine:m",
    "AccessDeniedException: ",
  ],
  [
    "codebuild:CreateProject",
    { name: "p", serviceRole: arn("r") },
    "codebuild",
    "project/p",
    `InvalidInputException: CodeBuild is not authorized to perform: sts:AssumeRole on ${arn("r")}`,
  ],
  [
    "codebuild:UpdateProject",
    { name: "p", serviceRole: arn("r") },
    "codebuild",
    "project/p",
    "InvalidInputException: ",
  ],
  [
    "codedeploy:CreateDeploymentGroup",
    { applicationName: "a", deploymentGroupName: "g", serviceRoleArn: arn("r") },
    "codedeploy",
    "deploymentgroup:a/g",
    "InvalidRoleException: ",
  ],
  [
    "codedeploy:UpdateDeploymentGroup",
    { applicationName: "a", currentDeploymentGroupName: "g", serviceRoleArn: arn("r") },
    "codedeploy",
    "deploymentgroup:a/g",
    "InvalidRoleException: ",
  ],
  [
    "codepipeline:CreatePipeline",
    pipeline(),
    "codepipeline",
    "shop",
    `InvalidStructureException: CodePipeline is not authorized to perform AssumeRole on role ${arn("r")}`,
  ],
  ["codepipeline:UpdatePipeline", pipeline(), "codepipeline", "shop", "InvalidStructureException: "],
];

describe("a service must be able to assume the role that it is given", () => {
  test.each(given)("%s", async (operation, input, service, source, message) => {
    expect(await send(operation, input)).toContain(message);
    role("r", "ec2.amazonaws.com");
    expect(await send(operation, input)).toContain(message);
    role("r", `${service}.amazonaws.com`);
    expect(await send(operation, input)).toBe("passed");
    expect(sources.at(-1)).toBe(`arn:aws:${service}:eu-west-1:${account}:${source}`);
  });

  test("but for EventBridge, which nobody has seen try the role of a target", async () => {
    const Targets = [{ Id: "1", Arn: "a", RoleArn: arn("r") }];
    expect(await send("events:PutTargets", { Rule: "e", Targets })).toBe("passed");
  });

  test("nothing is asked of an update that names no role", async () => {
    expect(await send("codedeploy:UpdateDeploymentGroup", { applicationName: "a" })).toBe("passed");
  });
});

describe.each(["codepipeline:CreatePipeline", "codepipeline:UpdatePipeline"])(
  "%s: the role of an action",
  (operation) => {
    const starter = arn("starter", "333333333333");
    const message = `InvalidStructureException: CodePipeline is not authorized to perform AssumeRole on role ${starter}`;
    const pipelineMay = (...assumes: string[]) =>
      roles.set(arn("r"), { trusts: ["codepipeline.amazonaws.com"], assumes });

    test("must be there", async () => {
      pipelineMay(starter);
      expect(await send(operation, pipeline(undefined, starter))).toBe(message);
      roles.set(starter, { trusts: [], assumes: [] });
      expect(await send(operation, pipeline(undefined, starter))).toBe("passed");
    });

    test("must be one that the pipeline's role may assume", async () => {
      roles.set(starter, { trusts: [], assumes: [] });
      pipelineMay();
      expect(await send(operation, pipeline(starter))).toBe(message);
    });
  },
);

describe("the principals of a policy must exist", () => {
  const policy = (AWS: unknown) =>
    JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*", Principal: { AWS } }] });
  const operations: readonly [string, (document: string) => object, string][] = [
    ["s3:PutBucketPolicy", (Policy) => ({ Policy }), "MalformedPolicy: Invalid principal in policy"],
    ["kms:CreateKey", (Policy) => ({ Policy }), "MalformedPolicyDocumentException: "],
    ["kms:PutKeyPolicy", (Policy) => ({ Policy }), "MalformedPolicyDocumentException: "],
    [
      "iam:CreateRole",
      (AssumeRolePolicyDocument) => ({ AssumeRolePolicyDocument }),
      `MalformedPolicyDocument: Invalid principal in policy: "AWS":"`,
    ],
    [
      "iam:UpdateAssumeRolePolicy",
      (PolicyDocument) => ({ PolicyDocument }),
      `MalformedPolicyDocument: Invalid principal in policy: "AWS":"`,
    ],
    [
      "secretsmanager:PutResourcePolicy",
      (ResourcePolicy) => ({ ResourcePolicy }),
      "MalformedPolicyDocumentException: ",
    ],
  ];

  test.each(operations)("%s", async (operation, inputOf, message) => {
    const answer = (AWS: unknown) => send(operation, inputOf(policy(AWS)));
    for (const known of ["*", account, "arn:aws:iam::333333333333:root", [account, "333333333333"]])
      expect(await answer(known)).toBe("passed");
    for (const unknown of [
      arn("gone"),
      "999999999999",
      "arn:aws:iam::999999999999:root",
      "root",
      [account, arn("gone")],
    ])
      expect(await answer(unknown)).toContain(message);
    role("gone");
    expect(await answer(arn("gone"))).toBe("passed");
    expect(await answer(arn("gone", "999999999999"))).toContain(message);
  });

  test("a service, everybody, and no policy at all are none that could be missing", async () => {
    const everybody = JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Principal: "*" } });
    const service = JSON.stringify({
      Statement: [{ Effect: "Allow", Action: "*", Principal: { Service: "x" } }],
    });
    for (const Policy of [everybody, service]) expect(await send("kms:CreateKey", { Policy })).toBe("passed");
    expect(await send("kms:CreateKey", {})).toBe("passed");
  });
});

test("a key is granted to a principal that exists", async () => {
  expect(await send("kms:CreateGrant", { GranteePrincipal: linked })).toBe(
    `InvalidArnException: ${linked} must be a principal that exists`,
  );
  roles.set(linked, { trusts: [], assumes: [] });
  expect(await send("kms:CreateGrant", { GranteePrincipal: linked })).toBe("passed");
});

describe.each(["autoscaling:CreateAutoScalingGroup", "autoscaling:UpdateAutoScalingGroup"])(
  "%s",
  (operation) => {
    test("the service-linked role that it names exists", async () => {
      expect(await send(operation, { ServiceLinkedRoleARN: linked })).toContain("ValidationError: ");
      roles.set(linked, { trusts: [], assumes: [] });
      expect(await send(operation, { ServiceLinkedRoleARN: linked })).toBe("passed");
    });
  },
);

describe.each([
  ["autoscaling:CreateAutoScalingGroup", { MinSize: 1 }],
  ["autoscaling:UpdateAutoScalingGroup", { DesiredCapacity: 2 }],
  ["autoscaling:SetDesiredCapacity", { DesiredCapacity: 2 }],
])("%s: a key of a volume", (operation, capacity) => {
  const input = { AutoScalingGroupName: "g", ...capacity };

  test("must name the service-linked role that launches with it", async () => {
    keys = ["key"];
    expect(await send(operation, input)).toContain("Client.InvalidKMSKey");
    grants = { key: [linked] };
    expect(await send(operation, input)).toBe("passed");
    keys = ["key", "other"];
    expect(await send(operation, input)).toContain("may not use other");
  });

  test("matters only where something is launched", async () => {
    keys = ["key"];
    expect(await send(operation, { AutoScalingGroupName: "g", MinSize: 0, DesiredCapacity: 0 })).toBe(
      "passed",
    );
  });
});

test("every rule names its source", () => {
  for (const { source } of rules) expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
});

describe("the sizes of a group", () => {
  beforeEach(() => {
    const sizes = { MinSize: 1, MaxSize: 2, DesiredCapacity: 1 } as AutoScalingGroup;
    groups.set("fleet", { ...sizes, AutoScalingGroupName: "fleet" });
  });
  const change = (operation: string, sizes: object) =>
    send(`autoscaling:${operation}`, { AutoScalingGroupName: "fleet", ...sizes });

  test.each([
    ["SetDesiredCapacity", { DesiredCapacity: 3 }],
    ["SetDesiredCapacity", { DesiredCapacity: 0 }],
    ["UpdateAutoScalingGroup", { MinSize: 3 }],
    ["UpdateAutoScalingGroup", { MaxSize: 3, DesiredCapacity: 4 }],
    ["CreateAutoScalingGroup", { AutoScalingGroupName: "other", MinSize: 2, MaxSize: 1 }],
  ])("%s refuses %j", async (operation, sizes) => {
    expect(await change(operation, sizes)).toMatch(/^ValidationError: /);
  });

  test.each([
    ["SetDesiredCapacity", { DesiredCapacity: 2 }],
    // It takes the capacity along.
    ["UpdateAutoScalingGroup", { MinSize: 2 }],
    ["UpdateAutoScalingGroup", { MinSize: 0, DesiredCapacity: 0 }],
    ["CreateAutoScalingGroup", { AutoScalingGroupName: "other", MinSize: 0, MaxSize: 1 }],
  ])("%s takes %j", async (operation, sizes) => {
    expect(await change(operation, sizes)).toBe("passed");
  });
});

test.each(["SuspendProcesses", "ResumeProcesses"])("%s knows its processes by name", async (operation) => {
  const suspend = (...ScalingProcesses: string[]) => send(`autoscaling:${operation}`, { ScalingProcesses });
  expect(await suspend("Launch", "Relaunch")).toBe(
    "ValidationError: Relaunch is not a valid scaling process",
  );
  expect(await suspend("Launch", "AZRebalance")).toBe("passed");
  expect(await send(`autoscaling:${operation}`, {})).toBe("passed");
});

test("the health of an instance that is in no group cannot be set", async () => {
  const set = (InstanceId: string) => send("autoscaling:SetInstanceHealth", { InstanceId });
  expect(await set("i-2")).toBe("ValidationError: No managed instance found for instance ID: i-2");
  expect(await set("i-1")).toBe("passed");
});
