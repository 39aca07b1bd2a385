import { type Decision, evaluate } from "../../local/iam/evaluate";
import { parsePolicy, type Policy } from "../../local/iam/policy";
import { deployRolesOf } from "../../scripts/deploy-policy";
import type { Asked } from "./asked";

/** The policies of a deploy role. */
export type Role = readonly Policy[];
export type Question = Pick<Asked, "action" | "resource" | "context">;

export async function roleOf(place: string): Promise<Role> {
  const roles = await deployRolesOf(place);
  return roles
    .flatMap((role) => Object.entries(role.policies))
    .map(([name, document]) => parsePolicy(name, JSON.stringify(document)));
}

export function decide(identity: Role, { action, resource, context = {} }: Question): Decision {
  const account = isTools(identity) ? "111111111111" : "222222222222";
  const arn = `arn:aws:iam::${account}:role/slipway-deploy`;
  const principal = { arn, account, session: `${arn}/session` };
  const named = resource.split(":")[4] ?? "";
  const owner = resource.startsWith("arn:aws:s3:") ? "111111111111" : named === "" ? account : named;
  return evaluate(
    { principal, action, resource, account: owner, context },
    { identity, ...(resource.includes(":key/") && { resource: openKey(owner) }) },
  );
}

export function may(identity: Role, question: Question): boolean {
  return decide(identity, question).allowed;
}

function isTools(identity: Role): boolean {
  return identity.some(({ name }) => name.startsWith("slipway-deploy-tools"));
}

/** Our keys leave the decision to the IAM of their account. */
export function openKey(account: string): Policy {
  const statement = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "kms:*" };
  return parsePolicy("key", JSON.stringify({ Statement: [{ ...statement, Resource: "*" }] }));
}
