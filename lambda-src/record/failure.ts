import { LockLost } from "../errors/release-error";
import type { Token } from "../fencing/token";
import { type Caught, explain } from "./explain";

export interface Failures {
  rememberFailure(token: Token, value: Record<string, unknown>): Promise<void>;
}

export interface Failure {
  readonly version: string;
  readonly error: Caught;
  /** The step that it failed in, if any had begun. */
  readonly steps?: { readonly done: number; readonly count: number; readonly current?: { weight: number } };
  /** Why the weights could not be put back. */
  readonly wayBackError?: Caught;
  readonly cleanUpError?: Caught;
  /** No colour to go back to. */
  readonly first: boolean;
  /** Colour that carries the new version all the same: every gate was passed. */
  readonly liveOn?: string;
  readonly at: string;
}

/** Writes down why a release failed and says it in one line. */
export async function recordFailure(
  failures: Failures,
  token: Token | undefined,
  { version, steps, error, wayBackError, cleanUpError, first, liveOn, at }: Failure,
): Promise<{ error: string; cause: string }> {
  const { error: code, cause } = explain(error);
  const step = steps?.current && `step ${steps.done} of ${steps.count} (${steps.current.weight} %): `;
  const named = step === undefined || liveOn !== undefined || cause.startsWith(step) ? cause : step + cause;
  const more: string[] = [];
  if (liveOn !== undefined) more.push(`${version} is live on ${liveOn} with all traffic`);
  else if (first) more.push("first release of this environment: there is no colour to go back to");
  if (wayBackError) more.push(`the weights could NOT be put back: ${explain(wayBackError).cause}`);
  if (cleanUpError) more.push(`clean-up failed too: ${explain(cleanUpError).cause}`);
  const failure = { error: code, cause: [named, ...more].join("; ") };
  if (token !== undefined) {
    try {
      await failures.rememberFailure(token, { version, at, ...failure });
    } catch (problem) {
      // Whoever took the lock over owns the record too; the failure still reaches the execution's result.
      if (!(problem instanceof LockLost)) throw problem;
    }
  }
  return failure;
}
