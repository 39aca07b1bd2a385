type Fields = Record<string, unknown>;

/** AWS waits without limit, the engine 60 s; a timer holds at most 2^31 ms. */
const unlimitedSeconds = 2_000_000;

export interface EngineTask {
  readonly resource: string;
  readonly timeoutSeconds: number | undefined;
}

export interface EngineDefinition {
  readonly definition: Fields;
  /** Task states by name, at any depth: state names are unique in a state machine. */
  readonly tasks: ReadonlyMap<string, EngineTask>;
  /** Fail states whose error or cause is computed: the engine sees tasks, which fail with their input. */
  readonly failStates: readonly string[];
}

/** Rewrites a deployed definition where the engine and AWS read the same text differently. */
export function forEngine(text: string): EngineDefinition {
  // The engine shows an iteration its item as `$$.Execution.Input`; AWS shows the execution's.
  const definition = JSON.parse(text.replaceAll("$$.Execution.", "$$$$.Run.")) as Fields;
  const tasks = new Map<string, EngineTask>();
  const failStates: string[] = [];
  for (const [name, state, states] of everyState(definition)) {
    if (state.Type === "Task") tasks.set(name, takeTask(state));
    if (state.Type === "Choice") state.Choices = (state.Choices as Fields[]).map(rewriteRule);
    if (state.Type === "Fail" && [state.ErrorPath, state.CausePath].some(isIntrinsic)) {
      failStates.push(name);
      states[name] = {
        Type: "Task",
        End: true,
        TimeoutSeconds: unlimitedSeconds,
        Parameters: failure(state),
      };
    }
    // "$" means: replace the input, which is what no ResultPath means too.
    for (const target of [state, ...((state.Catch as Fields[] | undefined) ?? [])]) {
      if (target.ResultPath === "$") delete target.ResultPath;
    }
    // The engine ignores a result of false, 0, "" or null.
    if (state.Type === "Pass" && "Result" in state && !state.Result) {
      state.Parameters = state.Result;
      delete state.Result;
    }
  }
  return { definition, tasks, failStates };
}

/** What is wrong with a definition, in one line; undefined when it is valid. */
export async function problemOf(definition: string): Promise<string | undefined> {
  if (definition.includes('"QueryLanguage":"JSONata"')) return "local AWS knows JSONPath only, got JSONata";
  const { StateMachine } = await import("aws-local-stepfunctions");
  try {
    // Its check of ARNs knows Lambda's only.
    new StateMachine(JSON.parse(definition) as ConstructorParameters<typeof StateMachine>[0], {
      validationOptions: { checkArn: false },
    });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/\s+/g, " ") : String(error);
  }
}

/** Every state of a machine, at any depth, with the states that it is one of. */
function* everyState(machine: Fields): Generator<[name: string, state: Fields, states: Fields]> {
  const states = machine.States as Record<string, Fields>;
  for (const [name, state] of Object.entries(states)) {
    yield [name, state, states];
    for (const inner of [state.Iterator, state.ItemProcessor, state.Branches].flat()) {
      if (inner) yield* everyState(inner as Fields);
    }
  }
}

/** Its time-out is the host's: a task's work takes real time, however fast the engine's timers are. */
function takeTask(state: Fields): EngineTask {
  const { Resource, TimeoutSeconds } = state;
  if (!("TimeoutSecondsPath" in state)) state.TimeoutSeconds = unlimitedSeconds;
  return {
    resource: typeof Resource === "string" ? Resource : "",
    timeoutSeconds: typeof TimeoutSeconds === "number" ? TimeoutSeconds : undefined,
  };
}

const typeTests = ["IsPresent", "IsNull", "IsString", "IsNumeric", "IsBoolean", "IsTimestamp"];

/** The engine takes `IsPresent: false` (and its like) for a rule that never holds, and wants Next last. */
function rewriteRule({ Next, ...rule }: Fields): Fields {
  const next = Next === undefined ? {} : { Next };
  for (const name of ["And", "Or"]) {
    const rules = rule[name];
    if (Array.isArray(rules)) return { ...rule, [name]: (rules as Fields[]).map(rewriteRule), ...next };
  }
  if (rule.Not) return { ...rule, Not: rewriteRule(rule.Not as Fields), ...next };
  const test = typeTests.find((name) => rule[name] === false);
  return test ? { Not: { ...rule, [test]: true }, ...next } : { ...rule, ...next };
}

/** The engine reads paths there only, AWS intrinsic functions too. */
function failure({ Error: error, Cause: cause, ErrorPath, CausePath }: Fields): Fields {
  return {
    ...(ErrorPath === undefined ? error !== undefined && { Error: error } : { "Error.$": ErrorPath }),
    ...(CausePath === undefined ? cause !== undefined && { Cause: cause } : { "Cause.$": CausePath }),
  };
}

function isIntrinsic(path: unknown): boolean {
  return typeof path === "string" && path.startsWith("States.");
}
