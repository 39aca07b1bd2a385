import type { LocalContext, Place } from "./context";
import type { Credentials } from "./credentials";
import type { ServiceSession } from "./iam/authority";

export interface ClientConfiguration {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials | (() => Promise<Credentials>);
}

/**
 * What an engine's SDK client needs to ask moto itself: AWS's own inner question, which no policy decides and no
 * layer sees.
 */
export function motoConfiguration(
  context: Pick<LocalContext, "motoEndpoint" | "credentials">,
  { account, region }: Place,
): ClientConfiguration {
  return { endpoint: context.motoEndpoint, region, credentials: () => context.credentials(account) };
}

/** What an SDK client needs to speak to local AWS as the person who runs it. */
export function clientConfiguration(
  context: Pick<LocalContext, "endpoint" | "credentials">,
  { account, region }: Place,
): ClientConfiguration {
  return { endpoint: context.endpoint, region, credentials: () => context.credentials(account) };
}

export type SessionConfiguration = ClientConfiguration & { readonly credentials: Credentials };

/** What an SDK client needs to speak to local AWS as a role that a service has assumed. */
export async function sessionConfiguration(
  context: Pick<LocalContext, "endpoint" | "iam">,
  region: string,
  roleArn: string,
  session: ServiceSession,
): Promise<SessionConfiguration> {
  return { endpoint: context.endpoint, region, credentials: await context.iam.assume(roleArn, session) };
}
