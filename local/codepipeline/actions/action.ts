import { setTimeout as sleep } from "node:timers/promises";
import type { ClientConfiguration } from "../../client-configuration";
import type { Requirement } from "../../iam/requirement";
import type { Action } from "../definition";
import type { Execution, Output } from "../execution";

/** What an action gets when it runs: clients made from `client` carry the action's own role. */
export interface ActionRun {
  readonly id: string;
  readonly action: Action;
  readonly execution: Execution;
  /** With every variable resolved. */
  readonly configuration: Readonly<Record<string, string>>;
  /** Takes variables and what the action has started. */
  readonly output: Output;
  readonly client: ClientConfiguration;
  /** Throws where the action's role may not do what CodePipeline does as it. */
  readonly act: (requirements: readonly Requirement[]) => Promise<void>;
  /** Aborted when local AWS ends. */
  readonly signal: AbortSignal;
}

/** Runs one action to its end; throws what it failed with. */
export type RunAction = (run: ActionRun) => Promise<void>;

/** Looks at what an action has started until it has ended. */
export async function untilEnded<T>(look: () => Promise<T | undefined>, signal: AbortSignal): Promise<T> {
  for (;;) {
    await sleep(250, undefined, { signal });
    const ended = await look();
    if (ended !== undefined) return ended;
  }
}
