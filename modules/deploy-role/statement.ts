import { arn, iamArn, type Location } from "../location";

/** A statement of a policy, as JSON wants it but for its capitals. */
export interface Statement {
  readonly sid: string;
  /** @default Allow */
  readonly effect?: "Allow" | "Deny";
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: Condition;
}

/** Operator → key → values. */
export type Condition = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** What one place's stacks are made of, by what their names and tags have in common. */
export interface DeployScope extends Location {
  readonly application: string;
  /** The tag `environment` of all that belongs here. */
  readonly place: string;
  /** What every name of the place's resources begins with. */
  readonly prefix: string;
}

export function allow(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  condition?: Condition,
): Statement {
  return { sid, actions, resources, ...(condition && { condition }) };
}

/** ARN of a resource of the place; `NAME` in `rest` is what the place's names begin with. */
export function named(scope: DeployScope, service: string, rest: string): string {
  const resource = rest.replaceAll("NAME", scope.prefix);
  return service === "iam" ? iamArn(scope, resource) : arn(scope, service, resource);
}

/** ARNs of kinds whose ids nobody chooses. */
export function kinds(scope: DeployScope, service: string, names: readonly string[]): string[] {
  return names.map((name) => arn(scope, service, `${name}/*`));
}

/** Only what bears the place's tags: the provider's default tags reach all that has an id for a name. */
export function owned(scope: DeployScope): Condition {
  return tagged("aws:ResourceTag", scope);
}

/** Only what is made with the place's tags. */
export function claimed(scope: DeployScope): Condition {
  return tagged("aws:RequestTag", scope);
}

function tagged(key: string, { application, place }: DeployScope): Condition {
  return { StringEquals: { [`${key}/application`]: [application], [`${key}/environment`]: [place] } };
}
