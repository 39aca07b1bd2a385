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
  rewriteMachine(definition, tasks, failStates);
  return { definition, tasks, failStates };
}

function rewriteMachine(machine: Fields, tasks: Map<string, EngineTask>, failStates: string[]): void {
  const states = machine.States as Record<string, Fields>;
  for (const [name, state] of Object.entries(states)) {
    if (state.Type === "Task") tasks.set(name, takeTask(state));
    if (state.Type === "Fail" && [state.ErrorPath, state.CausePath].some(isIntrinsic)) {
      failStates.push(name);
      states[name] = {
        Type: "Task",
        End: true,
        TimeoutSeconds: unlimitedSeconds,
        Parameters: failure(state),
      };
    }
    rewriteState(state);
    const nested = [
      state.Iterator,
      state.ItemProcessor,
      ...((state.Branches as unknown[] | undefined) ?? []),
    ];
    for (const inner of nested) if (inner) rewriteMachine(inner as Fields, tasks, failStates);
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

function rewriteState(state: Fields): void {
  // "$" means: replace the input, which is what no ResultPath means too.
  for (const target of [state, ...((state.Catch as Fields[] | undefined) ?? [])]) {
    if (target.ResultPath === "$") delete target.ResultPath;
  }
  // The engine ignores a result of false, 0, "" or null.
  if (state.Type === "Pass" && "Result" in state && !state.Result) {
    state.Parameters = state.Result;
    delete state.Result;
  }
  if (state.Type === "Choice") state.Choices = (state.Choices as Fields[]).map(rewriteRule);
}

/** The engine reads paths there only, AWS intrinsic functions too. */
function failure(state: Fields): Fields {
  return Object.fromEntries([...field(state, "Error"), ...field(state, "Cause")]);
}

const typeTests = ["IsPresent", "IsNull", "IsString", "IsNumeric", "IsBoolean", "IsTimestamp"];

/** The engine takes `IsPresent: false` (and its like) for a rule that never holds. */
function rewriteRule({ Next, ...rule }: Fields): Fields {
  const next = Next === undefined ? {} : { Next };
  for (const name of ["And", "Or"]) {
    const rules = rule[name];
    if (Array.isArray(rules)) return { ...rule, ...next, [name]: (rules as Fields[]).map(rewriteRule) };
  }
  if (rule.Not) return { ...rule, ...next, Not: rewriteRule(rule.Not as Fields) };
  const test = typeTests.find((name) => rule[name] === false);
  return test ? { Not: { ...rule, [test]: true }, ...next } : { ...rule, ...next };
}

function field(state: Fields, name: "Error" | "Cause"): [string, unknown][] {
  const path = state[`${name}Path`];
  if (path !== undefined) return [[`${name}.$`, path]];
  return state[name] === undefined ? [] : [[name, state[name]]];
}

function isIntrinsic(path: unknown): boolean {
  return typeof path === "string" && path.startsWith("States.");
}
