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
  const { service, name, parameters } = operation;
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
    ...(await linkedRole(operation, deployed)),
    ...passedRoles(operation),
    ...tagging(operation, resources),
  ];
  return Promise.all(required.map((requirement) => withTags(requirement, operation, deployed.ids)));
}

function actionOf({ service, name, parameters }: Operation, rule: Rule | undefined): string {
  const versioned = parameters.VersionId === undefined ? undefined : rule?.versionAction;
  return versioned ?? rule?.action ?? `${service}:${name}`;
}

async function linkedRole(operation: Operation, deployed: Deployed): Promise<readonly Requirement[]> {
  const linked = linkedRoleOf(operation);
  if (linked === undefined || (await deployed.hasRole(operation, linked.role))) return [];
  const role = `arn:aws:iam::${operation.account}:role/aws-service-role/${linked.service}/${linked.role}`;
  return each(["iam:CreateServiceLinkedRole"], role, { "iam:AWSServiceName": linked.service });
}

/** The role that a service makes for itself, unless it is there, for whoever asks for an operation. */
export function linkedRoleOf({ service: scope, name }: Pick<Operation, "service" | "name">) {
  const [service, role] = rules[scope]?.operations[name]?.linkedRole?.split("/") ?? [];
  return service === undefined || role === undefined ? undefined : { service, role };
}

/** The roles that a request gives to its service. */
export function passedRoles({ service, name, parameters }: Operation): readonly Requirement[] {
  const member = rules[service]?.operations[name]?.passes;
  if (member === undefined) return [];
  const to = { "iam:PassedToService": `${service}.amazonaws.com` };
  return valuesOf(parameters, member).flatMap((role) => each(["iam:PassRole"], role, to));
}
