import type { Credentials, LocalContext, Place } from "./context";

export interface ClientConfiguration {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
}

/**
 * What an engine's SDK client needs to ask moto itself: AWS's own inner question, which no policy decides and no
 * layer sees.
 */
export async function motoConfiguration(
  context: Pick<LocalContext, "motoEndpoint" | "credentials">,
  { account, region }: Place,
): Promise<ClientConfiguration> {
  return { endpoint: context.motoEndpoint, region, credentials: await context.credentials(account) };
}

/** What an SDK client needs to speak to local AWS as a role (`local` by default) of a place's account. */
export async function clientConfiguration(
  context: Pick<LocalContext, "endpoint" | "credentials">,
  { account, region }: Place,
  role?: string,
): Promise<ClientConfiguration> {
  return { endpoint: context.endpoint, region, credentials: await context.credentials(account, role) };
}
