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
  const execution = machine.run(settings.input as never, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(settings.taskStates.map((name) => [name, doTask(name)])),
    },
    context: { ...settings.context, Run: run, State: enteredTime },
  });
  // Both at once, since the log ends after the last event and the result is there before it was read.
  const [ended] = await Promise.all([
    execution.result.then(
      (output): EngineEnd => ({ kind: "succeeded", output }),
      (error: unknown): EngineEnd =>
        error instanceof ExecutionTimeoutError
          ? { kind: "timed-out", error: "States.Timeout", cause: "" }
          : failure(error),
    ),
    forward(execution.eventLogs, host),
  ]);
  return ended;
}

async function forward(events: AsyncGenerator<unknown>, host: Host): Promise<void> {
  for await (const event of events) host.event({ ...(event as EngineEvent), kind: "event" });
}

function failure(error: unknown): EngineEnd {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error
    ? { kind: "failed", error: cause.name, cause: cause.message }
    : { kind: "failed", error: "States.Runtime", cause: String(cause) };
}

/** The engine does not tell which state it is in, but a state asks for this when it is entered. */
const enteredTime = {
  get EnteredTime(): string {
    return new Date().toISOString();
  },
};
