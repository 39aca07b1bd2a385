import { referenceHas, resourcesOf } from "./reference";
import type { Operation } from "./request";
import type { Deployed } from "./resources";
import type { Requirement } from "./requirement";
import { passedRoles } from "./rules/pass-role";
import type { Rule } from "./rules/rule";
import { members, rules } from "./rules/rules";
import { tagging, withTags } from "./tags";

/** Everything that IAM is asked for a request, in the order in which AWS is taken to ask. */
export async function requirementsOf(
  operation: Operation,
  deployed: Deployed,
): Promise<readonly Requirement[]> {
  const { service, name } = operation;
  const rule = rules[service]?.[name];
  if (rule?.open) return [];
  const action = actionOf(operation, rule);
  if (!(await referenceHas(action))) throw new Error(`IAM: local AWS has no rule for ${service}:${name}`);
  const resources =
    (await rule?.resources?.(operation, deployed)) ??
    (await resourcesOf(action, operation, { ...members[service], ...rule?.members }));
  const required: readonly Requirement[] = [
    ...resources.map((resource) => ({
      action,
      resource,
      ...(rule?.context && { context: rule.context(operation.parameters) }),
    })),
    ...((await rule?.also?.(operation, deployed)) ?? []),
    ...passedRoles(operation),
    ...tagging(operation, resources),
  ];
  return Promise.all(required.map((requirement) => withTags(requirement, operation, deployed.ids)));
}

function actionOf({ service, name, parameters }: Operation, rule: Rule | undefined): string {
  const action = rule?.action ?? `${service}:${name}`;
  return typeof action === "string" ? action : action(parameters);
}
