import { type Decision, evaluate } from "../../local/iam/evaluate";
import { parsePolicy, type Policy } from "../../local/iam/policy";
import { deployRoles } from "../../stacks/deploy-roles";
import { Platform } from "../stacks/platform";
import type { Asked } from "./asked";

/** The policies of a deploy role. */
export type Role = readonly Policy[];
const { configuration } = new Platform({
  "web.dev.loadBalancer.tls": { hostedZone: "Z0123456789ABC", domain: "dev.example.com" },
  "web.dev.fleet.placement": "spread",
});
const roles = deployRoles({
  ...configuration,
  backend: {
    ...configuration.backend,
    bucket: "slipway-state-111111111111-eu-west-1",
    dynamodb_table: "slipway-state-lock",
    kms_key_id: "alias/slipway-state",
  },
});

export type Question = Pick<Asked, "action" | "resource" | "context">;

/** Of the project's own data, but that dev has a domain and placement groups, too. */
export function roleOf(place: string): Role {
  return roles
    .filter((role) => role.place === place)
    .flatMap((role) => Object.entries(role.policies))
    .map(([name, document]) => parsePolicy(name, JSON.stringify(document)));
}

export function decide(identity: Role, { action, resource, context = {} }: Question): Decision {
  const account = isTools(identity) ? "111111111111" : "222222222222";
  const arn = `arn:aws:iam::${account}:role/slipway-deploy`;
  const principal = { arn, account, session: `${arn}/session` };
  const named = resource.split(":")[4] ?? "";
  const owner = (resource.startsWith("arn:aws:s3:") ? bucketOwner(resource) : named) || account;
  return evaluate(
    { principal, action, resource, account: owner, context },
    { identity, ...(resource.includes(":key/") && { resource: openKey(owner) }) },
  );
}

/** Buckets have it in their names. */
function bucketOwner(resource: string): string {
  return /-(\d{12})-/.exec(resource)?.[1] ?? "111111111111";
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
