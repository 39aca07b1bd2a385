import { type TerraformStack, Testing } from "cdktf";
import { parsePolicy, type Policy, type Statement } from "../../local/iam/policy";
import { deployRoles } from "../../stacks/deploy-roles";
import type { Estate } from "../../stacks/estate/estate";
import { Platform } from "./platform";

/** Every policy of every stack, `<stack> <address>`, and those that an administrator makes for Terraform. */
export function deployedPolicies(): readonly Policy[] {
  const { configuration, stacks } = new Platform();
  const roles = deployRoles(configuration);
  // Theirs are literal, and known by their names.
  const literals = roles
    .flatMap(({ trust, policies, boundary }) => [trust, boundary.policy, ...Object.values(policies)])
    .map((document) => JSON.stringify(JSON.stringify(document)));
  for (const stack of stacks) stack.prepareStack();
  return [
    ...stacks.flatMap((stack) =>
      synthesized(stack, accountOf(configuration.estate, stack.node.id), new Set(literals)),
    ),
    ...roles.flatMap(({ policies }) =>
      Object.entries(policies).map(([name, document]) => parsePolicy(name, JSON.stringify(document))),
    ),
  ];
}

function accountOf({ environments, tools }: Estate, stack: string): string {
  return (environments.find(({ name }) => stack.startsWith(`${name}-`)) ?? tools).account;
}

/** A statement as Terraform's data source takes it. */
interface Block {
  readonly sid?: string;
  readonly effect?: Statement["Effect"];
  readonly actions: readonly string[];
  readonly resources?: readonly string[];
  readonly principals?: readonly { readonly type: string; readonly identifiers: readonly string[] }[];
  readonly condition?: readonly {
    readonly test: string;
    readonly variable: string;
    readonly values: readonly string[];
  }[];
}

function synthesized(
  stack: TerraformStack,
  account: string,
  literals: ReadonlySet<string>,
): readonly Policy[] {
  const { data, resource } = JSON.parse(Testing.synth(stack)) as {
    data?: { aws_iam_policy_document?: Record<string, { readonly statement: readonly Block[] }> };
    resource?: unknown;
  };
  // What is written into a resource itself would escape.
  const others = [...literals].reduce(
    (json, known) => json.replaceAll(known, '""'),
    JSON.stringify(resource),
  );
  if (others.includes('Statement\\"'))
    throw new Error(`${stack.node.id}: policies must be policy documents of Terraform's`);
  return Object.entries(data?.aws_iam_policy_document ?? {}).map(([address, { statement }]) => ({
    name: `${stack.node.id} ${withoutHash(address)}`,
    statements: statement.map((block) => statementOf(block, account)),
  }));
}

function statementOf(block: Block, account: string): Statement {
  const { sid, effect = "Allow", actions, resources, principals, condition, ...others } = block;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new Error(`policy document: ${unknown} must be known to this test`);
  const literals = (values: readonly string[]) => values.map((value) => literal(value, account));
  const conditions: Record<string, Record<string, readonly string[]>> = {};
  for (const { test, variable, values } of condition ?? [])
    conditions[test] = { ...conditions[test], [variable]: literals(values) };
  return {
    ...(sid !== undefined && { Sid: sid }),
    Effect: effect,
    Action: actions,
    ...(resources && { Resource: literals(resources) }),
    ...(principals && { Principal: principalOf(principals) }),
    ...(condition && { Condition: conditions }),
  };
}

function principalOf(principals: NonNullable<Block["principals"]>): NonNullable<Statement["Principal"]> {
  if (principals.some(({ type }) => type === "*")) return "*";
  return Object.fromEntries(principals.map(({ type, identifiers }) => [type, identifiers]));
}

/** What a reference to the ARN of a resource of Terraform's will be: its name is its address. */
const ARNS: Readonly<Record<string, string>> = {
  aws_cloudwatch_log_group: "arn:aws:logs:eu-west-1:ACCOUNT:log-group:NAME",
  aws_codebuild_project: "arn:aws:codebuild:eu-west-1:ACCOUNT:project/NAME",
  aws_codepipeline: "arn:aws:codepipeline:eu-west-1:ACCOUNT:NAME",
  aws_dynamodb_table: "arn:aws:dynamodb:eu-west-1:ACCOUNT:table/NAME",
  aws_iam_role: "arn:aws:iam::ACCOUNT:role/NAME",
  aws_kms_key: "arn:aws:kms:eu-west-1:ACCOUNT:key/NAME",
  aws_lambda_function: "arn:aws:lambda:eu-west-1:ACCOUNT:function:NAME",
  aws_launch_template: "arn:aws:ec2:eu-west-1:ACCOUNT:launch-template/NAME",
  aws_lb_listener_rule: "arn:aws:elasticloadbalancing:eu-west-1:ACCOUNT:listener-rule/app/b/c/d/NAME",
  aws_s3_bucket: "arn:aws:s3:::NAME",
  aws_sfn_state_machine: "arn:aws:states:eu-west-1:ACCOUNT:stateMachine:NAME",
};

function literal(text: string, account: string): string {
  return text.replaceAll(/\$\{([^}]+)\}/g, (reference, inside: string) => {
    // A longer name first: that of another stack's output holds the type without anything that ends it.
    const type = Object.keys(ARNS)
      .sort((one, other) => other.length - one.length)
      .find((name) => inside.includes(name));
    if (type === undefined) throw new Error(`${reference} must be a reference to a known type`);
    const address = inside.slice(inside.indexOf(type) + type.length).replace(/^\.|\.?arn$/g, "");
    return (ARNS[type] ?? "").replace("ACCOUNT", account).replace("NAME", withoutHash(address));
  });
}

function withoutHash(address: string): string {
  return address.replace(/_[0-9A-F]{8}$/, "");
}
