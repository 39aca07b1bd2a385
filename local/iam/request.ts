import type { ServiceRequest } from "../gateway/service";

/** What is asked of AWS: an operation with its input under the members' names of AWS's model. */
export interface Operation {
  /** Prefix of the service's actions. */
  readonly service: string;
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly account: string;
  readonly region: string;
}

/** Scopes whose actions have another prefix: https://docs.aws.amazon.com/service-authorization/latest/reference/ */
const PREFIXES: Readonly<Record<string, string>> = { monitoring: "cloudwatch", tagging: "tag" };

export function operationOf(request: ServiceRequest): Operation {
  const { service, account, region, operation: name, parameters, method, path } = request;
  if (name === undefined) throw new Error(`IAM: local AWS has no rule for ${service}: ${method} ${path}`);
  return { service: PREFIXES[service] ?? service, name, parameters, account, region };
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function arnOf(
  service: string,
  { region, account }: Pick<Operation, "region" | "account">,
  resource: string,
): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}
