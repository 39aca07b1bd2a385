import { meets, substitute, type Context } from "./condition";
import { arnLike, like } from "./patterns";
import { list, type OneOrMany, type Policy, type Statement } from "./policy";

/** Who asks: a role's session, or a service in its own name. */
export interface Principal {
  /** The role's ARN, or the service's name, such as `lambda.amazonaws.com`. */
  readonly arn: string;
  readonly account: string;
  /** ARN of the role's session; undefined for a service. */
  readonly session?: string;
}

/** One question to IAM. */
export interface Ask {
  readonly principal: Principal;
  readonly action: string;
  /** ARN of the resource, or `*` where the action knows none. */
  readonly resource: string;
  /** Account that owns the resource. */
  readonly account: string;
  readonly context: Context;
}

/** How a policy's statement speaks to whoever asks: to it, or to its account, which then decides for itself. */
export type Addressed = "no" | "account" | "principal" | "session";

/** A statement that applies, by the name that a decision gives it. */
export interface Match {
  readonly name: string;
  readonly statement: Statement;
}

/** The statements of an effect that speak of what is asked. */
export function matching(
  policy: Policy | undefined,
  effect: Statement["Effect"],
  ask: Ask,
): readonly Match[] {
  if (policy === undefined) return [];
  return policy.statements
    .map((statement, index) => ({ statement, name: statementName(policy, index) }))
    .filter(({ statement }) => statement.Effect === effect && applies(statement, ask));
}

export function statementName({ name, statements }: Policy, index: number): string {
  const sid = statements[index]?.Sid;
  return `${name}#${sid === undefined || sid === "" ? index : sid}`;
}

/** A statement without a resource, as in a trust policy, speaks of what carries it. */
function applies({ Action, NotAction, Resource, NotResource, Condition }: Statement, ask: Ask): boolean {
  const acts = (actions: OneOrMany) =>
    list(actions).some((pattern) => like(pattern.toLowerCase(), ask.action.toLowerCase()));
  const lies = (resources: OneOrMany) =>
    list(resources).some((pattern) => arnLike(substitute(pattern, ask.context), ask.resource));
  const action = Action === undefined ? NotAction !== undefined && !acts(NotAction) : acts(Action);
  const resource = Resource === undefined ? NotResource === undefined || !lies(NotResource) : lies(Resource);
  return action && resource && meets(Condition, ask.context);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
export function addressed({ Principal }: Statement, { principal }: Ask): Addressed {
  if (Principal === "*") return "principal";
  const { AWS, Service, ...others } = Principal ?? {};
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new Error(`local AWS does not know the principal type ${unknown}`);
  if (principal.session === undefined) return list(Service).includes(principal.arn) ? "principal" : "no";
  const named = list(AWS);
  if (named.includes(principal.session)) return "session";
  if (named.includes("*") || named.includes(principal.arn)) return "principal";
  const own = [principal.account, `arn:aws:iam::${principal.account}:root`];
  return named.some((one) => own.includes(one)) ? "account" : "no";
}
