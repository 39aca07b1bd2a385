import type { FailureState, Released, Told } from "../contracts/ledger";
import { explain } from "../model/caught";
import { LockLost } from "../model/errors";
import type { Plan } from "../model/plan";
import type { Records } from "../model/ports";
import type { Revision } from "../model/revision";
import type { Token } from "../model/token";

export interface Succeeded {
  readonly version: string;
  readonly revision: Revision;
  readonly plan: Plan;
  readonly launchTemplateVersion: string;
}

/** Remembers what is live now and how to make it again; fenced by the lock's conditional write. */
export async function recordSuccess(
  records: Pick<Records, "rememberSuccess">,
  token: Token,
  { version, revision, plan, launchTemplateVersion }: Succeeded,
  at: string,
): Promise<Released> {
  const { stable, candidate: colour } = plan;
  await records.rememberSuccess(token, { version, colour, revision, launchTemplateVersion, at });
  return { version, colour, previous: stable };
}

/**
 * Writes down why a release failed and says it in one line.
 * @param token without a generation of a release that never got the lock, whose record is not this one's to write.
 */
export async function recordFailure(
  records: Pick<Records, "rememberFailure">,
  { owner, generation }: Pick<Token, "owner"> & Partial<Token>,
  { version, steps, error, wayBackError, cleanUpError, plan, live }: FailureState,
  at: string,
): Promise<Told> {
  const { error: code, cause } = explain(error);
  const liveOn = live ? plan?.result.candidate : undefined;
  const step = steps?.current && `step ${steps.done} of ${steps.count} (${steps.current.weight} %): `;
  const named = step === undefined || liveOn !== undefined || cause.startsWith(step) ? cause : step + cause;
  const more: string[] = [];
  if (liveOn !== undefined) more.push(`${version} is live on ${liveOn} with all traffic`);
  else if (plan?.result.first)
    more.push("first release of this environment: there is no colour to go back to");
  if (wayBackError) more.push(`the weights could NOT be put back: ${explain(wayBackError).cause}`);
  if (cleanUpError) more.push(`clean-up failed too: ${explain(cleanUpError).cause}`);
  const failure = { error: code, cause: [named, ...more].join("; ") };
  if (generation !== undefined) {
    try {
      await records.rememberFailure({ owner, generation }, { version, at, ...failure });
    } catch (problem) {
      // Whoever took the lock over owns the record too; the failure still reaches the execution's result.
      if (!(problem instanceof LockLost)) throw problem;
    }
  }
  return failure;
}
