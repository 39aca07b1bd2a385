/** Prints docs/permissions.md: what every role of the pipeline and of an environment may do, and who deploys them. */
import { Testing, TerraformStack } from "cdktf";
import { addStacks } from "../main";
import { deployRoles } from "../stacks/deploy-roles";
import { readConfiguration } from "../stacks/estate/configuration";
import { deployRoleSections } from "./deploy-role-sections";
import { markdownTable } from "./markdown-table";

export const COMMAND = "npx tsx scripts/permissions.ts > docs/permissions.md";

/** `dev` and `web` stand for every environment and service: the others differ in names only. */
const STACKS = ["dev-network", "dev-web-release", "dev-web", "web-delivery"];

interface Statement {
  readonly actions?: readonly string[];
  readonly resources?: readonly string[];
  readonly principals?: readonly { readonly identifiers: readonly string[] }[];
  readonly condition?: readonly {
    readonly test: string;
    readonly variable: string;
    readonly values: readonly string[];
  }[];
}

type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

interface Synthesized {
  readonly resource: Resources;
  readonly data: {
    readonly aws_iam_policy_document: Readonly<Record<string, { readonly statement: readonly Statement[] }>>;
  };
}

/** The page, from the very policies that Terraform gets. */
export async function permissionsPage(): Promise<string> {
  const configuration = await readConfiguration();
  const stacks = addStacks(Testing.app(), configuration).node.children.filter((child) =>
    TerraformStack.isStack(child),
  );
  for (const stack of stacks) stack.prepareStack();
  const synthesized = new Map(
    stacks.map((stack) => [stack.node.id, JSON.parse(Testing.synth(stack)) as Synthesized]),
  );
  const names = new Map([...synthesized].flatMap(([id, { resource }]) => namesOf(id, resource)));
  const sections = STACKS.map((id) => {
    const stack = synthesized.get(id);
    if (stack === undefined) throw new Error(`permissions: stack must exist, got no ${id}`);
    return `## ${id}\n\n${rolesOf(stack, (text) => named(text, id, names)).join("\n")}`;
  });
  return [
    "# Permissions\n",
    "What every role may do, taken from the synthesized policies. `dev` and `web` stand for every environment and " +
      "service: the others differ in names only. A test compares this page with the stacks.\n",
    `Write it anew: \`${COMMAND}\`\n`,
    ...sections,
    ...deployRoleSections(
      deployRoles(configuration).filter(({ place }) => place === "tools" || place === "dev"),
    ),
  ].join("\n");
}

function rolesOf(
  { resource, data: { aws_iam_policy_document: documents } }: Synthesized,
  name: (text: string) => string,
): string[] {
  const statements = (reference: unknown): readonly Statement[] =>
    documents[partOf(reference, 2)]?.statement ?? [];
  const of = (type: string, role: string) =>
    Object.values(resource[type] ?? {}).filter((it) => partOf(it.role, 1) === role);
  return Object.entries(resource.aws_iam_role ?? {})
    .sort(([, one], [, other]) => String(one.name).localeCompare(String(other.name)))
    .map(([address, role]) => {
      const rows = [
        ...of("aws_iam_role_policy", address)
          .flatMap(({ policy }) => statements(policy))
          .map((statement) => row(statement, name)),
        ...of("aws_iam_role_policy_attachment", address).map(({ policy_arn }) => [
          `all of \`${String(policy_arn)}\``,
          "",
          "",
        ]),
      ];
      const [trust] = statements(role.assume_role_policy);
      const by = trust?.principals?.flatMap(({ identifiers }) => identifiers) ?? [];
      const only = conditions(trust, name);
      return (
        `### \`${String(role.name)}\`\n\nAssumed by ${code(by).join(", ")}${only.length > 0 ? ` if ${only.join(" and ")}` : ""}.\n\n` +
        markdownTable(["May", "On", "If"], rows)
      );
    });
}

function row(statement: Statement, name: (text: string) => string): string[] {
  return [
    code(statement.actions ?? []).join("<br>"),
    code((statement.resources ?? []).map(name)).join("<br>"),
    conditions(statement, name).join("<br>"),
  ];
}

function conditions(statement: Statement | undefined, name: (text: string) => string): string[] {
  return (statement?.condition ?? []).map(
    ({ test, variable, values }) => `\`${variable}\` ${test} ${code(values.map(name)).join(" or ")}`,
  );
}

function code(values: readonly string[]): string[] {
  return values.map((value) => `\`${value}\``);
}

/** The type and name of each resource, by the ways in which its own and other stacks refer to its ARN. */
function namesOf(stack: string, resources: Resources): [string, string][] {
  return Object.entries(resources).flatMap(([type, byAddress]) =>
    Object.entries(byAddress).flatMap(([address, it]): [string, string][] => {
      const name = [it.name, it.bucket, it.function_name].find(
        (text) => typeof text === "string" && !text.includes("${"),
      );
      const words = `${type} ${typeof name === "string" ? name : address.replace(/_[0-9A-F]{8}$/, "")}`;
      return [
        [`${stack} ${type}.${address}.arn`, words],
        [
          `data.terraform_remote_state.cross-stack-reference-input-${stack}.outputs.cross-stack-output-${type}${address}arn`,
          words,
        ],
      ];
    }),
  );
}

function named(text: string, stack: string, names: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$\{([^}]+)\}/g, (_all, reference: string) => {
    const name = names.get(reference) ?? names.get(`${stack} ${reference}`);
    if (name === undefined)
      throw new Error(`permissions: reference must be to a resource's ARN, got ${reference}`);
    return `<${name}>`;
  });
}

/** `b` of `${a.b.c}` for 1. */
function partOf(reference: unknown, index: number): string {
  return (
    String(reference)
      .replace(/^\$\{|\}$/g, "")
      .split(".")[index] ?? ""
  );
}

if (require.main === module) void permissionsPage().then((page) => process.stdout.write(page));
