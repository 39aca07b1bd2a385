import type { LocalContext, Place } from "../context";

export interface Rule {
  readonly name: string;
  /** Undefined for a rule that only has a schedule. */
  readonly pattern: Record<string, unknown> | undefined;
}

export interface Target {
  readonly arn: string;
  readonly roleArn: string | undefined;
}

interface ListRules {
  readonly Rules?: readonly {
    readonly Name: string;
    readonly State?: string;
    readonly EventPattern?: string;
  }[];
}

interface ListTargets {
  readonly Targets?: readonly { readonly Arn: string; readonly RoleArn?: string }[];
}

/** The enabled rules of the default bus in a place. */
export async function rulesOf(context: LocalContext, place: Place): Promise<Rule[]> {
  const { Rules = [] } = (await call(context, place, "ListRules", {})) as ListRules;
  return Rules.filter(({ State }) => State !== "DISABLED").map(({ Name, EventPattern }) => ({
    name: Name,
    pattern: EventPattern ? (JSON.parse(EventPattern) as Record<string, unknown>) : undefined,
  }));
}

export async function targetsOf(context: LocalContext, place: Place, rule: string): Promise<Target[]> {
  const { Targets = [] } = (await call(context, place, "ListTargetsByRule", { Rule: rule })) as ListTargets;
  return Targets.map(({ Arn, RoleArn }) => ({ arn: Arn, roleArn: RoleArn }));
}

/** Two calls do not need an SDK client: the gateway reads account, region and service, and checks no signature. */
async function call(
  context: LocalContext,
  place: Place,
  operation: string,
  input: unknown,
): Promise<unknown> {
  const { accessKeyId, sessionToken } = await context.credentials(place.account);
  const scope = `${accessKeyId}/19700101/${place.region}/events/aws4_request`;
  const response = await fetch(context.endpoint, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      "content-type": "application/x-amz-json-1.1",
      "x-amz-security-token": sessionToken,
      "x-amz-target": `AWSEvents.${operation}`,
    },
    body: JSON.stringify(input),
  });
  if (!response.ok)
    throw new Error(`events: ${operation} answered ${response.status}: ${await response.text()}`);
  return response.json();
}
