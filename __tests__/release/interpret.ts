import type { Colour } from "../../lambda-src/model/colour";
import type { Definition, State } from "../../modules/release/asl";
import type { FakeWorld } from "./world";

export interface Run {
  readonly execution: string;
  readonly input: object;
  /** What the functions do, by the names that the definition calls them by. */
  readonly functions: Readonly<Record<string, (event: unknown) => unknown>>;
  /** Called as a task state begins; throws to make it fail. */
  readonly failIn?: (state: string) => void | Promise<void>;
}

export interface Ended {
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  /** Names of the states that were entered. */
  readonly states: string[];
}

const machines = new Map<Definition, ReturnType<typeof interpreter>>();

/** Interprets a real definition on the fake world. */
export async function interpret(definition: Definition, world: FakeWorld, run: Run): Promise<Ended> {
  const { execution, input, functions, failIn } = run;
  const states: string[] = [];
  const task =
    (name: string, state: State) =>
    async (given: unknown): Promise<never> => {
      await failIn?.(name);
      if (!String(state.Resource).endsWith("lambda:invoke")) {
        await world.setWeights(weightsOf(given));
        return {} as never;
      }
      const { FunctionName, Payload } = given as { FunctionName: string; Payload: unknown };
      const answer = await Promise.resolve(functions[FunctionName]?.(Payload)).catch((error: Error) => {
        const cause = JSON.stringify({ errorType: error.name, errorMessage: error.message, trace: [] });
        throw Object.assign(new Error(cause), { name: error.name });
      });
      return { Payload: JSON.parse(JSON.stringify(answer ?? null)) as unknown } as never;
    };
  const wait = (state: State) => async (given: unknown) => {
    const { steps } = given as { steps?: { current?: { watchSeconds: number } } };
    const seconds = state.SecondsPath === undefined ? Number(state.Seconds) : steps?.current?.watchSeconds;
    await world.sleep((seconds ?? Number.NaN) * 1000);
    return {} as never;
  };
  const all = Object.entries(definition.States);
  const of = (type: string) => all.filter(([, state]) => state.Type === type);
  const machine = machines.get(definition) ?? interpreter(definition);
  machines.set(definition, machine);
  world.runningExecutions.add(execution);
  const started = (await machine).run(input as never, {
    context: { Execution: { Id: execution }, State: enteredTime(world) },
    overrides: {
      taskResourceLocalHandlers: {
        ...Object.fromEntries(of("Task").map(([name, state]) => [name, task(name, state)])),
        ...Object.fromEntries(of("Wait").map(([name, state]) => [name, wait(state)])),
      },
      retryIntervalOverrides: Object.fromEntries(of("Task").map(([name]) => [name, 0])),
    },
  });
  let end: Omit<Ended, "states"> = {};
  const result = started.result.then(
    (output) => ({ output: output as unknown }),
    () => ({}),
  );
  for await (const event of started.eventLogs) {
    if (event.type === "StateEntered") states.push(event.state.name);
    if (event.type === "ExecutionFailed") end = { error: event.Error, cause: String(event.Cause) };
  }
  world.runningExecutions.delete(execution);
  return { ...end, ...(await result), states };
}

/**
 * Made once: validating a definition takes longer than running it. Its waits are tasks, so that they pass on the
 * world's own clock.
 */
async function interpreter(original: Definition) {
  const { StateMachine } = await import("aws-local-stepfunctions");
  const states = Object.entries(original.States).map(([name, state]): [string, State] => [
    name,
    state.Type === "Wait" ? { Type: "Task", Resource: "wait", ResultPath: null, Next: state.Next } : state,
  ]);
  const definition = { ...original, States: Object.fromEntries(states) };
  return new StateMachine(definition as never, { validationOptions: { checkArn: false } });
}

function enteredTime(world: FakeWorld) {
  return {
    get EnteredTime(): string {
      return new Date(world.now()).toISOString();
    },
  };
}

export const TARGET_GROUPS = { blue: "tg-blue", green: "tg-green" };

function weightsOf(input: unknown): Record<Colour, number> {
  const { Actions } = input as {
    Actions: { ForwardConfig: { TargetGroups: { TargetGroupArn: string; Weight: number }[] } }[];
  };
  const groups = Actions[0]?.ForwardConfig.TargetGroups ?? [];
  const weight = (colour: Colour): number =>
    groups.find(({ TargetGroupArn }) => TargetGroupArn === TARGET_GROUPS[colour])?.Weight ?? Number.NaN;
  return { blue: weight("blue"), green: weight("green") };
}
