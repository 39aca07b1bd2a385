import type { Policy } from "./policy";
import { addressed, matching, type Addressed, type Ask, type Match } from "./statement";

/** Every policy that has a say in a question. */
export interface Policies {
  readonly identity: readonly Policy[];
  readonly boundary?: Policy | undefined;
  readonly resource?: Policy | undefined;
  /** Of the VPC endpoint that the request passes. */
  readonly endpoint?: Policy | undefined;
}

export interface Decision {
  readonly allowed: boolean;
  /** The end of AWS's message: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
  readonly reason: string;
  /** Names of the statements that decided. */
  readonly by: readonly string[];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
export function evaluate(ask: Ask, policies: Policies): Decision {
  return denied(ask, policies) ?? limited(ask, policies) ?? granted(ask, policies);
}

/** An explicit deny of any policy overrides every allow. */
function denied(ask: Ask, { identity, boundary, resource, endpoint }: Policies): Decision | undefined {
  const kinds: readonly (readonly [string, readonly Match[]])[] = [
    ["an identity-based policy", identity.flatMap((policy) => matching(policy, "Deny", ask))],
    ["a permissions boundary", matching(boundary, "Deny", ask)],
    [resourceKind(ask), addressing(resource, "Deny", ask).map(({ match }) => match)],
    ["a VPC endpoint policy", addressing(endpoint, "Deny", ask).map(({ match }) => match)],
  ];
  const [found] = kinds.filter(([, matches]) => matches.length > 0);
  if (found === undefined) return undefined;
  return { allowed: false, reason: `with an explicit deny in ${found[0]}`, by: names(found[1]) };
}

/** A boundary and an endpoint grant nothing, and what they leave out is refused. */
function limited(ask: Ask, { boundary, resource, endpoint }: Policies): Decision | undefined {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html: a resource's policy that
  // names the session itself is not held by the boundary.
  const session = addressing(resource, "Allow", ask).some(({ to }) => to === "session");
  if (boundary !== undefined && !session && matching(boundary, "Allow", ask).length === 0)
    return refusal(ask, "permissions boundary");
  // https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
  if (endpoint !== undefined && addressing(endpoint, "Allow", ask).length === 0)
    return refusal(ask, "VPC endpoint policy");
  return undefined;
}

function granted(ask: Ask, { identity, resource }: Policies): Decision {
  const own = identity.flatMap((policy) => matching(policy, "Allow", ask));
  const given = addressing(resource, "Allow", ask);
  const direct = given.filter(({ to }) => to !== "account").map(({ match }) => match);
  const allow = (...matches: readonly Match[]): Decision => ({
    allowed: true,
    reason: "",
    by: names(matches),
  });
  const sameAccount = ask.principal.account === ask.account;

  // A service has no policy of its own.
  if (ask.principal.session === undefined)
    return direct.length > 0 ? allow(...direct) : refusal(ask, resourceKind(ask));
  if (sameAccount && !decidesAlone(ask))
    return own.length + direct.length > 0 ? allow(...own, ...direct) : refusal(ask, "identity-based policy");
  if (sameAccount && direct.length > 0) return allow(...own, ...direct);
  if (given.length === 0) return refusal(ask, resourceKind(ask));
  if (own.length === 0) return refusal(ask, "identity-based policy");
  return allow(...own, ...given.map(({ match }) => match));
}

/**
 * A key and a role are open to nobody, their own account included, until their own policy says so.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html
 * A key that is only being made, with its tags, has no policy yet:
 * https://docs.aws.amazon.com/kms/latest/developerguide/tag-permissions.html
 */
function decidesAlone({ action, resource }: Ask): boolean {
  const key = action.startsWith("kms:") && resource.includes(":key/") && !resource.endsWith(":key/*");
  return key || action === "sts:AssumeRole";
}

interface Addressing {
  readonly match: Match;
  readonly to: Addressed;
}

function addressing(policy: Policy | undefined, effect: "Allow" | "Deny", ask: Ask): readonly Addressing[] {
  return matching(policy, effect, ask)
    .map((match) => ({ match, to: addressed(match.statement, ask) }))
    .filter(({ to }) => to !== "no");
}

function refusal({ action }: Ask, kind: string): Decision {
  const policy = kind.replace(/^an? /, "");
  return { allowed: false, reason: `because no ${policy} allows the ${action} action`, by: [] };
}

function resourceKind({ action }: Ask): string {
  return action === "sts:AssumeRole" ? "a role trust policy" : "a resource-based policy";
}

function names(matches: readonly Match[]): readonly string[] {
  return matches.map(({ name }) => name);
}
