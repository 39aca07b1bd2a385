import { Testing } from "cdktf";
import { parsePolicy, type Policy } from "../../local/iam/policy";
import { documentsOf, literalsOf } from "../../scripts/security/policies";
import { deployRoles } from "../../stacks/deploy-roles";
import { Platform } from "./platform";

/** Every policy of every stack, `<stack> <address>`, and those that an administrator makes for Terraform. */
export function deployedPolicies(): readonly Policy[] {
  const { configuration, stacks } = new Platform();
  const roles = deployRoles(configuration);
  for (const stack of stacks) stack.prepareStack();
  const json = stacks.map((stack) => [stack.node.id, JSON.parse(Testing.synth(stack)) as unknown] as const);
  // Those of deploy roles are known by their names; what else is written into a resource itself would escape.
  const known = roles
    .flatMap(({ trust, policies, boundary }) => [trust, boundary.policy, ...Object.values(policies)])
    .map(({ Statement }) => JSON.stringify(Statement));
  for (const { name, statements } of json.flatMap((one) => literalsOf(...one)))
    if (!known.includes(JSON.stringify(statements)))
      throw new Error(`${name}: policies must be policy documents of Terraform's`);
  return [
    ...json.flatMap((one) => documentsOf(...one)),
    ...roles.flatMap(({ policies }) =>
      Object.entries(policies).map(([name, document]) => parsePolicy(name, JSON.stringify(document))),
    ),
  ];
}
