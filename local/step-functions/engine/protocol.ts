import type { ClockSettings } from "../../clock/install";

/** What the thread of one execution is started with. */
export interface EngineSettings {
  readonly clock: ClockSettings;
  /** As `forEngine` writes it. */
  readonly definition: Record<string, unknown>;
  /** Names of the states whose work this process does. */
  readonly taskStates: readonly string[];
  /** Names of the tasks that stand for Fail states. */
  readonly failStates: readonly string[];
  readonly input: unknown;
  readonly context: Record<string, unknown>;
}

export interface TaskRequest {
  readonly kind: "task";
  readonly id: number;
  readonly state: string;
  readonly input: unknown;
}

/** An error as Retry and Catch see it. */
export interface StateError {
  readonly error: string;
  readonly cause: string;
}

export type TaskAnswer = { readonly id: number } & ({ readonly output: unknown } | StateError);

/** The engine's own events, as far as the history shows them. */
export interface EngineEvent {
  readonly kind: "event";
  readonly type: string;
  /** Virtual milliseconds. */
  readonly timestamp: number;
  readonly state?: {
    readonly name: string;
    readonly type: string;
    readonly input?: unknown;
    readonly output?: unknown;
  };
  readonly parentState?: { readonly name: string };
  readonly index?: number;
  readonly Error?: string;
  readonly Cause?: unknown;
}

export type EngineEnd =
  | { readonly kind: "succeeded"; readonly output: unknown }
  | ({ readonly kind: "failed" | "timed-out" } & Partial<StateError>);

export type EngineMessage = TaskRequest | EngineEvent | EngineEnd;
