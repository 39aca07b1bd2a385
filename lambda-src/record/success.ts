import type { Success } from "../fencing/release-item";
import type { Token } from "../fencing/token";
import type { Revision } from "../deployments/deployments";
import type { Plan } from "../preflight/plan";

export interface Successes {
  rememberSuccess(token: Token, value: Success & Record<string, unknown>): Promise<void>;
}

export interface Succeeded {
  readonly version: string;
  readonly revision: Revision;
  readonly plan: Plan;
  readonly launchTemplateVersion: string;
  readonly at: string;
}

/** Remembers what is live now and how to make it again; fenced by the lock's conditional write. */
export async function recordSuccess(
  successes: Successes,
  token: Token,
  { version, revision, plan, launchTemplateVersion, at }: Succeeded,
): Promise<{ version: string; colour: string; previous: Plan["live"] }> {
  await successes.rememberSuccess(token, { version, colour: plan.idle, revision, launchTemplateVersion, at });
  return { version, colour: plan.idle, previous: plan.live };
}
