import { installTimers } from "../../../local/clock/install";
import { IntegrationError } from "../../../local/step-functions/aws-sdk";
import { forEngine } from "../../../local/step-functions/definition";
import { interpret } from "../../../local/step-functions/engine/interpret";
import type { EngineEnd, EngineEvent } from "../../../local/step-functions/engine/protocol";
import { withinLimits } from "../../../local/step-functions/limits";

export interface Run {
  readonly end: EngineEnd;
  /** Inputs of the tasks, in order. */
  readonly tasks: readonly unknown[];
  readonly events: readonly EngineEvent[];
}

/** Waits and retries pass so many times faster. */
const SPEED = 1_000;

/** Runs a machine as the thread of an execution does, in this process; its tasks answer in turn. */
export async function runMachine(
  definition: object,
  input: unknown,
  answer: (input: unknown, count: number) => unknown = (given) => given,
): Promise<Run> {
  const real = globalThis.setTimeout;
  installTimers({ speed: SPEED, origin: Date.now() });
  const engine = forEngine(JSON.stringify(definition));
  const execution = { Id: "arn:aws:states:eu-west-1:222222222222:execution:m:e", Name: "e" };
  const tasks: unknown[] = [];
  const events: EngineEvent[] = [];
  try {
    const end = await interpret(
      {
        definition: engine.definition,
        taskStates: [...engine.tasks.keys()],
        failStates: engine.failStates,
        input,
        context: { Run: execution, Execution: execution, StateMachine: { Id: "m", Name: "m" } },
      },
      {
        task: (state, given) =>
          withinLimits(
            Promise.resolve(answer(given, tasks.push(given))),
            engine.tasks.get(state)?.timeoutSeconds,
          ).catch((error: unknown) => {
            throw error instanceof IntegrationError ? Object.assign(error, { name: error.error }) : error;
          }),
        event: (event) => void events.push(event),
      },
    );
    return { end, tasks, events };
  } finally {
    globalThis.setTimeout = real;
  }
}
