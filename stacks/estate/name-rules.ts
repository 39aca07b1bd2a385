import type { Mistake } from "./configuration-error";
import { deliveryNames, deploymentNames, type Naming } from "./names";
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
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const LONGEST_BUCKET = 63;

/** The data by its names alone. */
export interface Names extends Naming {
  readonly environments: readonly string[];
  /** With the environments of each. */
  readonly services: Readonly<Record<string, readonly string[]>>;
  /** By their paths. */
  readonly deployRoles: Readonly<Record<string, string>>;
}

/** What names must be like, so that none of what they begin or make is another's. */
export function nameMistakes(names: Names): Mistake[] {
  const services = Object.keys(names.services);
  return [
    ...names.environments.flatMap((name) => [
      ...onlyIf(
        !/^[a-z][a-z0-9]{0,15}$/.test(name),
        ["environments", name],
        "must be named with 1 to 16 lower-case letters and digits",
        name,
      ),
      ...reserved(["environments", name]),
    ]),
    ...services.flatMap((name) => [
      ...onlyIf(
        !/^[a-z]([a-z0-9-]{0,14}[a-z0-9])?$/.test(name),
        ["services", name],
        "must be named with 1 to 16 lower-case letters, digits and dashes",
        name,
      ),
      ...reserved(["services", name]),
      // Nobody but an administrator may touch the states and keys of stacks that are named so.
      ...onlyIf(/-account$/.test(name), ["services", name], "must not end with -account", name),
      ...clear(name, [...names.environments, ...services.filter((other) => other !== name)]),
      ...lengths(names, name),
    ]),
    ...deployRoles(names),
  ];
}

/** What Slipway gives to its own roles, an administrator's role must not be called. */
function deployRoles(names: Names): Mistake[] {
  const prefixes = Object.entries(names.services).flatMap(([service, environments]) => [
    deliveryNames(names, { name: service }).prefix,
    ...environments.map((environment) => deploymentPrefix(names, environment, service)),
  ]);
  return Object.entries(names.deployRoles).flatMap(([path, role]) => {
    const own = prefixes.find((prefix) => role === prefix || role.startsWith(`${prefix}-`));
    return own === undefined
      ? []
      : wrong(path, `must not begin with ${own}, as the names of roles that Slipway makes`, role);
  });
}

function deploymentPrefix(names: Names, environment: string, service: string): string {
  const place = { ...names.tools, name: environment };
  return deploymentNames(names, { environment: place, service: { name: service } }).prefix;
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
function clear(name: string, others: readonly string[]): Mistake[] {
  const other = others.find((it) => name === it || name.startsWith(`${it}-`));
  return other === undefined
    ? []
    : wrong(["services", name], `must not begin as the names of ${other} do`, name);
}

function lengths(names: Names, service: string): Mistake[] {
  const longest = (path: readonly string[], what: string, name: string, limit: number) =>
    onlyIf(
      name.length > limit,
      path,
      `must have shorter names, since the ${what} ${name} has ${name.length} characters and AWS allows ${limit}`,
      service,
    );
  const { sourceBucket } = deliveryNames(names, { name: service });
  return [
    ...(names.services[service] ?? []).flatMap((environment) =>
      longest(
        ["services", service, "environments", environment],
        "target group",
        `${deploymentPrefix(names, environment, service)}-green`,
        LONGEST_TARGET_GROUP,
      ),
    ),
    ...longest(["services", service], "bucket", sourceBucket, LONGEST_BUCKET),
  ];
}
