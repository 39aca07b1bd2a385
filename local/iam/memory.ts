import { motoConfiguration, type ClientConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";
import { remember } from "../remember";

/** AWS's own look at what is deployed: asked of moto, and kept until a request writes to the service in the account. */
export class Memory {
  private readonly answers = new Map<string, Map<string, Promise<unknown>>>();

  constructor(private readonly context: Pick<LocalContext, "motoEndpoint" | "credentials">) {}

  /** @param ask gets what a client of moto needs. */
  remember<T>(
    place: Place,
    service: string,
    question: string,
    ask: (moto: ClientConfiguration) => Promise<T>,
  ): Promise<T> {
    const scope = scopeOf(place.account, service);
    const known = this.answers.get(scope) ?? new Map<string, Promise<unknown>>();
    this.answers.set(scope, known);
    return remember(known, `${place.region} ${question}`, () => ask(this.moto(place)));
  }

  forget(account: string, service: string): void {
    this.answers.delete(scopeOf(account, service));
  }

  /** For what changes without any request. */
  moto(place: Place): ClientConfiguration {
    return motoConfiguration(this.context, place);
  }
}

/** Bucket names are everybody's, so what is known of buckets is no account's. */
function scopeOf(account: string, service: string): string {
  return service === "s3" ? service : `${account}/${service}`;
}

/** An answer, or nothing where the service says by one of these errors that there is none. */
export async function orNothing<T>(answer: Promise<T>, ...errors: readonly string[]): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && errors.includes(error.name)) return undefined;
    throw error;
  }
}
