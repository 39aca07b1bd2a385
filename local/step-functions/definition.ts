type Fields = Record<string, unknown>;

/** AWS waits without limit, the engine 60 s; a timer holds at most 2^31 ms. */
const unlimitedSeconds = 2_000_000;

export interface EngineDefinition {
  readonly definition: Fields;
  /** Resource ARN of each task state, at any depth: state names are unique in a state machine. */
  readonly resources: ReadonlyMap<string, string>;
}

/**
 * Rewrites a deployed definition where the engine and AWS read the same text differently.
 *
 * @param speed of the engine's timers. A task's timeout is taken off it: its work is done in real time.
 */
export function forEngine(text: string, speed: number): EngineDefinition {
  // The engine shows an iteration its item as `$$.Execution.Input`; AWS shows the execution's.
  const definition = JSON.parse(text.replaceAll("$$.Execution.", "$$$$.Run.")) as Fields;
  const resources = new Map<string, string>();
  rewriteMachine(definition, resources, speed);
  return { definition, resources };
}

function rewriteMachine(machine: Fields, resources: Map<string, string>, speed: number): void {
  const states = machine.States as Record<string, Fields>;
  for (const [name, state] of Object.entries(states)) {
    rewriteState(state, speed);
    if (state.Type === "Task") resources.set(name, typeof state.Resource === "string" ? state.Resource : "");
    const nested = [
      state.Iterator,
      state.ItemProcessor,
      ...((state.Branches as unknown[] | undefined) ?? []),
    ];
    for (const inner of nested) if (inner) rewriteMachine(inner as Fields, resources, speed);
  }
}

/** The resource of a Fail state whose error or cause is computed. */
export const failResource = "slipway:fail";

function rewriteState(state: Fields, speed: number): void {
  // "$" means: replace the input, which is what no ResultPath means too.
  for (const target of [state, ...((state.Catch as Fields[] | undefined) ?? [])]) {
    if (target.ResultPath === "$") delete target.ResultPath;
  }
  // The engine ignores a result of false, 0, "" or null.
  if (state.Type === "Pass" && "Result" in state && !state.Result) {
    state.Parameters = state.Result;
    delete state.Result;
  }
  // The engine reads paths there only, AWS intrinsic functions too.
  if (state.Type === "Fail" && [state.ErrorPath, state.CausePath].some(isIntrinsic)) {
    state.Type = "Task";
    state.Resource = failResource;
    state.End = true;
    state.Parameters = Object.fromEntries([field(state, "Error"), field(state, "Cause")].flat());
  }
  if (state.Type === "Choice") state.Choices = (state.Choices as Fields[]).map(rewriteRule);
  if (state.Type === "Task" && !("TimeoutSecondsPath" in state)) {
    const seconds = typeof state.TimeoutSeconds === "number" ? state.TimeoutSeconds : unlimitedSeconds;
    state.TimeoutSeconds = Math.min(seconds * speed, unlimitedSeconds);
  }
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
