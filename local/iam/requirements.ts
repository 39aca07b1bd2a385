import { filled, referenceHas, resourcesOf, valuesOf } from "./reference";
import type { Operation } from "./request";
import { each, type Requirement } from "./requirement";
import type { Deployed } from "./resources";
import { findings } from "./rules/findings";
import { rules, type Rule } from "./rules/rule";
import { tagging, withTags } from "./tags";

/** Everything that IAM is asked for a request, in the order in which AWS is taken to ask. */
export async function requirementsOf(
  operation: Operation,
  deployed: Deployed,
): Promise<readonly Requirement[]> {
  const { service, name, account, parameters } = operation;
  const rule = rules[service]?.operations[name];
  const finding = findings[service]?.[name];
  if (rule?.open) return [];
  const action = actionOf(operation, rule);
  if (!(await referenceHas(action))) throw new Error(`IAM: local AWS has no rule for ${service}:${name}`);
  const resources =
    (await finding?.resources?.(operation, deployed)) ??
    rule?.resources?.flatMap((format) => filled(format, operation).resources) ??
    (await resourcesOf(action, operation, { ...rules[service]?.members, ...rule?.members }));
  const context = finding?.context?.(parameters);
  const required: readonly Requirement[] = [
    ...resources.flatMap((resource) => each([action], resource, context)),
    ...((await finding?.also?.(operation, deployed)) ?? []),
    ...linkedRole(account, rule),
    ...passedRoles(operation),
    ...tagging(operation, resources),
  ];
  return Promise.all(required.map((requirement) => withTags(requirement, operation, deployed.ids)));
}

function actionOf({ service, name, parameters }: Operation, rule: Rule | undefined): string {
  const versioned = parameters.VersionId === undefined ? undefined : rule?.versionAction;
  return versioned ?? rule?.action ?? `${service}:${name}`;
}

function linkedRole(account: string, rule: Rule | undefined): readonly Requirement[] {
  if (rule?.linkedRole === undefined) return [];
  const role = `arn:aws:iam::${account}:role/aws-service-role/${rule.linkedRole}`;
  const [service = ""] = rule.linkedRole.split("/");
  return each(["iam:CreateServiceLinkedRole"], role, { "iam:AWSServiceName": service });
}

/** The roles that a request gives to its service. */
export function passedRoles({ service, name, parameters }: Operation): readonly Requirement[] {
  const member = rules[service]?.operations[name]?.passes;
  if (member === undefined) return [];
  const to = { "iam:PassedToService": `${service}.amazonaws.com` };
  return valuesOf(parameters, member).flatMap((role) => each(["iam:PassRole"], role, to));
}
