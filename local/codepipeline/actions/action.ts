import type { ClientConfiguration } from "../../client-configuration";
import type { LocalContext } from "../../context";
import type { Requirement } from "../../iam/requirement";
import type { Definition } from "../definition";
import type { ActionExecution, Execution } from "../executions";

/** What an action gets when it runs: clients made from `client` carry the action's own role. */
export interface ActionRun {
  readonly context: LocalContext;
  readonly definition: Definition;
  readonly execution: Execution;
  /** Carries the resolved configuration in, and variables, ids and summary out. */
  readonly record: ActionExecution;
  readonly client: ClientConfiguration;
  /** Throws where the action's role may not do what CodePipeline does as it. */
  readonly act: (requirements: readonly Requirement[]) => Promise<void>;
  /** Aborted when someone stops and abandons the execution. */
  readonly signal: AbortSignal;
}

/** Runs one action to its end; throws `ActionFailure` when it failed. */
export type RunAction = (run: ActionRun) => Promise<void>;

/** Wall-clock milliseconds between two looks at what an action has started. */
export const POLL_MILLISECONDS = 250;
