import type { EngineEnd, EngineEvent, EngineSettings } from "./protocol";

/** What the interpreter asks of whoever runs it. */
export interface Host {
  /** Does a task state's work; an error's `name` is the one that Retry and Catch know. */
  task(state: string, input: unknown): Promise<unknown>;
  event(event: EngineEvent): void;
}

type Definition<Machine extends new (...args: never[]) => unknown> = ConstructorParameters<Machine>[0];

/** Runs one execution to its end, on this thread's clock. */
export async function interpret(settings: Omit<EngineSettings, "clock">, host: Host): Promise<EngineEnd> {
  const { ExecutionTimeoutError, StateMachine } = await import("aws-local-stepfunctions");
  const machine = new StateMachine(settings.definition as unknown as Definition<typeof StateMachine>, {
    validationOptions: { noValidate: true },
  });
  const startTime = new Date().toISOString();
  const run = { ...(settings.context.Run as object), Input: settings.input, StartTime: startTime };
  const doTask = (state: string) => (input: unknown) => host.task(state, input) as Promise<never>;
  const fail = (input: unknown) =>
    Promise.reject(computedFailure(input as { Error?: string; Cause?: string }));
  const execution = machine.run(settings.input as never, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries([
        ...settings.taskStates.map((name) => [name, doTask(name)] as const),
        ...settings.failStates.map((name) => [name, fail] as const),
      ]),
    },
    context: { ...settings.context, Run: run, State: enteredTime },
  });
  // Both at once, since the log ends after the last event and the result is there before it was read.
  const [ended] = await Promise.all([
    execution.result.then(
      (output): EngineEnd => ({ kind: "succeeded", output }),
      (error: unknown): EngineEnd =>
        error instanceof ExecutionTimeoutError ? { kind: "timed-out" } : failure(error),
    ),
    forward(execution.eventLogs, settings.failStates, host),
  ]);
  return ended;
}

async function forward(
  events: AsyncGenerator<unknown>,
  failStates: readonly string[],
  host: Host,
): Promise<void> {
  for await (const found of events) {
    const event = { ...(found as EngineEvent), kind: "event" } as const;
    const { state } = event;
    host.event(
      state && failStates.includes(state.name) ? { ...event, state: { ...state, type: "Fail" } } : event,
    );
  }
}

function computedFailure({
  Error: name = NAMELESS,
  Cause: cause,
}: {
  Error?: string;
  Cause?: string;
}): Error {
  return Object.assign(new Error(cause), { name });
}

/** The engine's name, and its words, for a Fail state that has none. */
const NAMELESS = "FailStateError";
const CAUSELESS = "Execution failed because of a Fail state";

function failure(error: unknown): EngineEnd {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return { kind: "failed", error: "States.Runtime", cause: String(cause) };
  return {
    kind: "failed",
    ...(cause.name === NAMELESS ? {} : { error: cause.name }),
    ...(cause.message === "" || cause.message === CAUSELESS ? {} : { cause: cause.message }),
  };
}

/** The engine does not tell which state it is in, but a state asks for this when it is entered. */
const enteredTime = {
  get EnteredTime(): string {
    return new Date().toISOString();
  },
};
