import { parentPort, workerData } from "node:worker_threads";
import { installDate, installTimers } from "../../clock/install";
import type { EngineEnd, EngineEvent, EngineMessage, EngineSettings, TaskAnswer } from "./protocol";
import { installWithResolvers } from "./with-resolvers";

/** The thread of one execution: interprets the definition on virtual time and asks the parent to do its tasks. */

const settings = workerData as EngineSettings;

installDate(settings.clock);
installTimers(settings.clock);
installWithResolvers();

type Definition<Machine extends new (...args: never[]) => unknown> = ConstructorParameters<Machine>[0];

const pending = new Map<number, (answer: TaskAnswer) => void>();
let lastId = 0;
parentPort?.on("message", (answer: TaskAnswer) => {
  pending.get(answer.id)?.(answer);
  pending.delete(answer.id);
});

void run().then((end) => {
  send(end);
  parentPort?.close();
});

async function run(): Promise<EngineEnd> {
  const { ExecutionTimeoutError, StateMachine } = await import("aws-local-stepfunctions");
  const machine = new StateMachine(settings.definition as unknown as Definition<typeof StateMachine>, {
    validationOptions: { noValidate: true },
  });
  const startTime = new Date().toISOString();
  const run = { ...(settings.context.Run as object), Input: settings.input, StartTime: startTime };
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
    forward(execution.eventLogs),
  ]);
  return ended;
}

async function forward(events: AsyncGenerator<unknown>): Promise<void> {
  for await (const event of events) send({ ...(event as EngineEvent), kind: "event" });
}

function doTask(state: string): (input: unknown) => Promise<never> {
  return async (input) => {
    const id = ++lastId;
    const answer = await new Promise<TaskAnswer>((resolve) => {
      pending.set(id, resolve);
      send({ kind: "task", id, state, input });
    });
    if ("error" in answer) throw Object.assign(new Error(answer.cause), { name: answer.error });
    return answer.output as never;
  };
}

function failure(error: unknown): EngineEnd {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error
    ? { kind: "failed", error: cause.name, cause: cause.message }
    : { kind: "failed", error: "States.Runtime", cause: String(cause) };
}

function send(message: EngineMessage): void {
  parentPort?.postMessage(message);
}

/** The engine does not tell which state it is in, but a state asks for this when it is entered. */
const enteredTime = {
  get EnteredTime(): string {
    return new Date().toISOString();
  },
};
