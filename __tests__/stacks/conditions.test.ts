import { evaluate, type Policies } from "../../local/iam/evaluate";
import { parsePolicy, type Policy, type Statement } from "../../local/iam/policy";
import { statementName } from "../../local/iam/statement";
import { openKey } from "../deploy-role/deciding";
import { type Case, casesOf, casesOfTools, type Value } from "./condition-cases";
import { deployedPolicies } from "./deployed-policies";
import { Platform } from "./platform";

const { services } = new Platform().configuration.estate;
const released = services.flatMap(({ releaseTo }) => releaseTo.map(({ environment }) => environment));
const cases = Object.assign(
  casesOfTools(released),
  ...services
    .flatMap(({ deployments }) => deployments)
    .map(({ environment, loadBalancer: { tls, firewall } }) =>
      casesOf({
        ...environment,
        hasDomain: typeof tls !== "string",
        hasFirewall: firewall !== "none",
        hasOfficeHours: environment.officeHours !== undefined,
      }),
    ),
) as Record<string, Case>;

/** A condition of a statement of a deployed policy, with all that decides beside it. */
interface Condition {
  readonly statement: string;
  readonly operator: string;
  readonly key: string;
  readonly policies: (question: Question) => Policies;
}

interface Question extends Pick<Case, "by" | "action" | "resource" | "owner"> {
  readonly context: Readonly<Record<string, Value>>;
}

const policies = deployedPolicies();
const conditions = policies.flatMap((policy) =>
  policy.statements.flatMap((statement, index) =>
    keysOf(statement).map(([operator, key]): Condition => {
      const decisive = (question: Question) => policiesFor(policy, statement, question);
      return { statement: statementName(policy, index), operator, key, policies: decisive };
    }),
  ),
);

function keysOf({ Condition = {} }: Statement): [operator: string, key: string][] {
  return Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.keys(keys).map((key): [string, string] => [operator, key]),
  );
}

const everything: Policy = parsePolicy(
  "everything",
  JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } }),
);

function policiesFor(policy: Policy, { Principal }: Statement, { resource }: Question): Policies {
  if (/-endpoint_policy$/.test(policy.name)) return { identity: [everything], endpoint: policy };
  if (Principal !== undefined) return { identity: [everything], resource: policy };
  const [role] = /^slipway-deploy-\w+-/.exec(policy.name) ?? [];
  return {
    identity: role === undefined ? [policy] : policies.filter(({ name }) => name.startsWith(role)),
    ...(resource.includes(":key/") && { resource: openKey(accountOf(resource)) }),
  };
}

function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}

function allows({ policies: decisive }: Condition, question: Question): boolean {
  const { by, action, resource, owner, context } = question;
  const isRole = by.startsWith("arn:");
  const account = accountOf(isRole ? by : resource);
  const given = {
    ...context,
    ...(isRole && { "aws:PrincipalArn": by, "aws:PrincipalAccount": account }),
  };
  return evaluate(
    {
      principal: { arn: by, account, ...(isRole && { session: `${by}/session` }) },
      action,
      resource,
      account: owner ?? (accountOf(resource) || account),
      context: Object.fromEntries(
        Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
      ),
    },
    decisive(question),
  ).allowed;
}

/** The question with another value for a key, all others being as the conditions want them. */
function ask({ given, fits, ...asked }: Case, key: string, value: Value): Question {
  const first = Object.fromEntries(Object.entries(fits).map(([name, [fit]]) => [name, fit]));
  const context = { ...given, ...first, [key]: value };
  if (key === "aws:PrincipalArn") return { ...asked, by: String(value), context };
  if (key === "aws:PrincipalAccount")
    return { ...asked, by: asked.by.replace(accountOf(asked.by), String(value)), context };
  return { ...asked, context };
}

test.each(conditions.map((one) => [`${one.statement}: ${one.operator} ${one.key}`, one] as const))(
  "%s lets through what fits, and no neighbour",
  (_name, condition) => {
    const { statement, key } = condition;
    const found = cases[statement];
    const fits = found?.fits[key] ?? [];
    const neighbours = found?.neighbours[key] ?? [];
    if (found === undefined || fits.length === 0 || neighbours.length === 0)
      throw new Error(`condition-cases.ts: ${statement}: ${key} must have what fits, and neighbours`);
    const allowed = [...fits, ...neighbours].filter((value) => allows(condition, ask(found, key, value)));
    expect(allowed).toEqual(fits);
  },
);

test("no case is of a condition that is gone", () => {
  const known = conditions.map(({ statement, key }) => `${statement} ${key}`);
  const listed = Object.entries(cases).flatMap(([statement, { fits }]) =>
    Object.keys(fits).map((key) => `${statement} ${key}`),
  );
  expect(listed.sort()).toEqual(known.sort());
});
