import { z } from "zod";
import { withoutHash } from "./findings";

type OneOrMany = string | readonly string[];

/** A statement as AWS reads it. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: OneOrMany;
  readonly Resource?: OneOrMany;
  readonly Principal?: "*" | Readonly<Record<string, OneOrMany>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMany>>>>;
}

export interface NamedPolicy {
  /** `<stack> <address>`, without the hash. */
  readonly name: string;
  readonly statements: readonly PolicyStatement[];
}

const principalSchema = z.strictObject({ type: z.string(), identifiers: z.array(z.string()) });
const conditionSchema = z.strictObject({
  test: z.string(),
  variable: z.string(),
  values: z.array(z.string()),
});
/** As Terraform's data source takes it; an argument that is not known here throws. */
const blockSchema = z.strictObject({
  sid: z.string().optional(),
  effect: z.enum(["Allow", "Deny"]).default("Allow"),
  actions: z.array(z.string()),
  resources: z.array(z.string()).optional(),
  principals: z.array(principalSchema).optional(),
  condition: z.array(conditionSchema).optional(),
});
const stackSchema = z.object({
  provider: z.object({ aws: z.tuple([z.object({ allowed_account_ids: z.tuple([z.string()]) })]) }),
  data: z
    .object({
      aws_iam_policy_document: z
        .record(z.string(), z.object({ statement: z.array(blockSchema) }))
        .default({}),
    })
    .default({ aws_iam_policy_document: {} }),
  resource: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});

/** The policy documents of a stack's Terraform JSON. */
export function documentsOf(stack: string, json: unknown): NamedPolicy[] {
  const { provider, data } = stackSchema.parse(json);
  const [account] = provider.aws[0].allowed_account_ids;
  return Object.entries(data.aws_iam_policy_document).map(([address, { statement }]) => ({
    name: nameOf(stack, address),
    statements: statement.map((block) => statementOf(block, account)),
  }));
}

/** Policies that are written into its resources' own attributes, as those of the deploy roles. */
export function literalsOf(stack: string, json: unknown): NamedPolicy[] {
  return Object.values(stackSchema.parse(json).resource).flatMap((resources) =>
    Object.entries(resources).flatMap(([address, attributes]) =>
      literals(attributes).map((statements) => ({ name: nameOf(stack, address), statements })),
    ),
  );
}

function nameOf(stack: string, address: string): string {
  return `${stack} ${withoutHash(address)}`;
}

function statementOf(block: z.infer<typeof blockSchema>, account: string): PolicyStatement {
  const { sid, effect, actions, resources, principals, condition } = block;
  const resolved = (values: readonly string[]) => values.map((value) => resolve(value, account));
  const conditions: Record<string, Record<string, readonly string[]>> = {};
  for (const { test, variable, values } of condition ?? [])
    conditions[test] = { ...conditions[test], [variable]: resolved(values) };
  return {
    ...(sid !== undefined && { Sid: sid }),
    Effect: effect,
    Action: actions,
    ...(resources && { Resource: resolved(resources) }),
    ...(principals && { Principal: principalOf(principals) }),
    ...(condition && { Condition: conditions }),
  };
}

function principalOf(principals: readonly z.infer<typeof principalSchema>[]): PolicyStatement["Principal"] {
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

function resolve(text: string, account: string): string {
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

function literals(attributes: unknown): (readonly PolicyStatement[])[] {
  if (typeof attributes === "object" && attributes !== null)
    return Object.values(attributes).flatMap(literals);
  if (typeof attributes !== "string" || !/^\{.*"Statement":/.test(attributes)) return [];
  return [(JSON.parse(attributes) as { readonly Statement: readonly PolicyStatement[] }).Statement];
}
