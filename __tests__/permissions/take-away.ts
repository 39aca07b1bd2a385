import type { Policies } from "../../local/iam/evaluate";
import { list, type OneOrMany, type Policy, type Statement } from "../../local/iam/policy";
import { type Ask, matching, statementName } from "../../local/iam/statement";
import { type Decided, type Evidence, stillAllowed } from "./evidence";

/** An action, a resource or a condition of a statement of a deployed role, or of what carries a policy itself. */
export interface Element {
  /** ARN of the role, or name of a resource's policy. */
  readonly carrier: string;
  /** `<policy>#<sid or place>`. */
  readonly statement: string;
  readonly kind: "action" | "resource" | "condition";
  readonly value: string;
}

export interface Judged extends Element {
  /** A recorded request that fails without it, or whose neighbour a condition refuses; undefined if there is none. */
  readonly need: Need | undefined;
}

export type Need = Pick<Ask, "action" | "resource">;

/** Takes each element of each role away in turn, and looks whether a decision that allowed then refuses. */
export function judge({ deployed, decisions }: Evidence): readonly Judged[] {
  const elements = new Map(
    deployed.flatMap(({ carrier, policy }) =>
      elementsOf(carrier, policy).map((element) => [JSON.stringify(element), element]),
    ),
  );
  const allowed = decisions.filter(({ allowed }) => allowed);
  const judged = [...elements.values()].map((element) => ({
    ...element,
    need: allowed.find((decision) => decision.carrier === element.carrier && fails(decision, element))?.ask,
  }));
  return [...judged, ...judgeConditions(allowed)];
}

/** A request that differs in nothing but a condition's key must be refused. */
function judgeConditions(decisions: readonly Decided[]): readonly Judged[] {
  const found = new Map<string, Judged>();
  for (const decision of decisions) {
    const { identity, resource, endpoint } = decision.policies;
    const assumes = decision.ask.action === "sts:AssumeRole";
    const carried: readonly (readonly [string, Policy | undefined])[] = [
      ...identity.map((policy) => [decision.carrier, policy] as const),
      [assumes ? decision.ask.resource : (resource?.name ?? ""), resource],
      [endpoint?.name ?? "", endpoint],
    ];
    for (const [carrier, policy] of carried) {
      if (policy === undefined) continue;
      for (const match of [...matching(policy, "Allow", decision.ask), ...denying(policy)]) {
        for (const key of keysOf(match.statement)) {
          const element = { carrier, statement: match.name, kind: "condition" as const, value: key };
          const id = JSON.stringify(element);
          const need = found.get(id)?.need ?? (refusesNeighbour(decision, key) ? decision.ask : undefined);
          found.set(id, { ...element, need });
        }
      }
    }
  }
  return [...found.values()];
}

/** A denial that applied would have refused. */
function denying(policy: Policy): readonly { name: string; statement: Statement }[] {
  return policy.statements.flatMap((statement, index) =>
    statement.Effect === "Deny" ? [{ name: statementName(policy, index), statement }] : [],
  );
}

function keysOf({ Condition = {} }: Statement): readonly string[] {
  return Object.values(Condition).flatMap((keys) => Object.keys(keys));
}

function refusesNeighbour(decision: Decided, key: string): boolean {
  const { context } = decision.ask;
  const name = Object.keys(context).find((one) => one.toLowerCase() === key.toLowerCase());
  const [value] = name === undefined ? [] : list(context[name]);
  if (name === undefined || value === undefined) return false;
  return neighbours(value).some((other) => {
    const ask = { ...decision.ask, context: { ...context, [name]: other } };
    return !stillAllowed({ ...decision, ask }, decision.policies);
  });
}

/** Values that differ in one part: another account, another role, another template, plain HTTP. */
function neighbours(value: string): readonly string[] {
  if (value === "true") return ["false"];
  const parts = value.split(/([:/])/);
  return parts.flatMap((part, index) =>
    /^[:/]?$/.test(part) ? [] : [parts.map((one, i) => (i === index ? `${one}0` : one)).join("")],
  );
}

function elementsOf(carrier: string, policy: Policy): Element[] {
  return policy.statements.flatMap((statement, index) => {
    if (statement.Effect === "Deny") return [];
    const name = statementName(policy, index);
    const element = (kind: Element["kind"]) => (value: string) => ({ carrier, statement: name, kind, value });
    const resources = list(statement.Resource);
    return [
      ...list(statement.Action).map(element("action")),
      // Without its only resource a statement is gone, as without its last action.
      ...(resources.length > 1 ? resources.map(element("resource")) : []),
    ];
  });
}

function fails(decision: Decided, element: Element): boolean {
  const { identity, boundary, resource, endpoint } = decision.policies;
  const own = (policy: Policy | undefined) => policy && without(policy, element);
  const policies: Policies = {
    identity: identity.map((policy) => without(policy, element)),
    boundary: own(boundary),
    // Of a role, the only one is its trust.
    resource:
      decision.ask.action === "sts:AssumeRole" && decision.ask.resource === element.carrier
        ? own(resource)
        : resource,
    endpoint,
  };
  return !stillAllowed(decision, policies);
}

function without(policy: Policy, { statement: name, kind, value }: Element): Policy {
  const statements = policy.statements.flatMap((statement, index): Statement[] => {
    if (statementName(policy, index) !== name) return [statement];
    const field = kind === "action" ? "Action" : "Resource";
    const rest = list<string>(statement[field] as OneOrMany).filter((one) => one !== value);
    return rest.length === 0 ? [] : [{ ...statement, [field]: rest }];
  });
  return { name: policy.name, statements };
}
