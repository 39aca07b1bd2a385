import type { Mistake } from "./configuration-error";
import { type NamedData, namedData, type NamedService } from "./named-data";
import { deliveryNames, deploymentNames, environmentPrefix } from "./names";
import { onlyIf, wrong } from "./rule";

/** Words that names of stacks and resources use already. */
const RESERVED = [
  "account",
  "artifacts",
  "audit",
  "delivery",
  "network",
  "observability",
  "release",
  "source",
  "state",
  "tools",
];
/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html */
const LONGEST_TARGET_GROUP = 32;

/** What names must be like, so that none of what they begin or make is another's. */
export function nameMistakes(data: unknown): Mistake[] {
  const names = namedData(data);
  if (names === undefined) return [];
  return [
    ...names.environments.flatMap(({ name }) => [
      ...onlyIf(
        !/^[a-z][a-z0-9]{0,15}$/.test(name),
        ["environments", name],
        "must be named with 1 to 16 lower-case letters and digits",
        name,
      ),
      ...reserved(["environments", name]),
    ]),
    ...names.services.flatMap((service) => [
      ...ofService(service),
      ...clear(service, [...names.environments, ...names.services.filter((other) => other !== service)]),
      ...lengths(names, service),
    ]),
    ...deployRoles(names),
  ];
}

function ofService({ name }: NamedService): Mistake[] {
  return [
    ...onlyIf(
      !/^[a-z]([a-z0-9-]{0,14}[a-z0-9])?$/.test(name),
      ["services", name],
      "must be named with 1 to 16 lower-case letters, digits and dashes",
      name,
    ),
    ...reserved(["services", name]),
    // Nobody but an administrator may touch the states and keys of stacks that are named so.
    ...onlyIf(/-account$/.test(name), ["services", name], "must not end with -account", name),
  ];
}

/** What Slipway gives to its own roles, an administrator's role must not be called. */
function deployRoles(names: NamedData): Mistake[] {
  const prefixes = [
    ...names.environments.map((environment) => `${environmentPrefix(names, environment)}-network`),
    ...names.services.flatMap((service) => [
      deliveryNames(names, service).prefix,
      ...service.environments.map((environment) => deploymentNames(names, { environment, service }).prefix),
    ]),
  ];
  return [names.tools, ...names.environments].flatMap(({ path, deployRole = "" }) => {
    const own = prefixes.find((prefix) => deployRole === prefix || deployRole.startsWith(`${prefix}-`));
    return own === undefined
      ? []
      : wrong(
          [...path, "deployRole"],
          `must not begin with ${own}, as the names of roles that Slipway makes`,
          deployRole,
        );
  });
}

function reserved(path: readonly [kind: string, name: string]): Mistake[] {
  const [, name] = path;
  return onlyIf(
    RESERVED.includes(name),
    path,
    "must not be named as what Slipway makes beside services and environments",
    name,
  );
}

/** Roles may touch what begins with a service's name, so no other name begins so. */
function clear({ name }: NamedService, others: readonly { readonly name: string }[]): Mistake[] {
  const other = others.find((it) => name === it.name || name.startsWith(`${it.name}-`));
  return other === undefined
    ? []
    : wrong(["services", name], `must not begin as the names of ${other.name} do`, name);
}

/** The longest name of all that AWS allows the least: with it, every other name is short enough. */
function lengths(names: NamedData, service: NamedService): Mistake[] {
  return service.environments.flatMap((environment) => {
    const name = deploymentNames(names, { environment, service }).colour("green");
    return onlyIf(
      name.length > LONGEST_TARGET_GROUP,
      ["services", service.name, "environments", environment.name],
      `must have shorter names, since the target group ${name} has ${name.length} characters and AWS allows ${LONGEST_TARGET_GROUP}`,
      service.name,
    );
  });
}
