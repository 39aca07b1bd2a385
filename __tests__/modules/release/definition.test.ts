import * as z from "zod";
import * as fleet from "../../../lambda-src/contracts/fleet";
import * as ledger from "../../../lambda-src/contracts/ledger";
import * as observe from "../../../lambda-src/contracts/observe";
import * as shift from "../../../lambda-src/contracts/shift";
import * as smoke from "../../../lambda-src/contracts/smoke";
import type { Definition, Payload, State } from "../../../modules/release/asl";
import { type ReleaseFunctionName, SHIFT_TIMEOUT_SECONDS } from "../../../modules/release/flow";
import type { ReleaseState } from "../../../modules/release/release-state";
import { DEFINITION, OFFICE_HOURS_DEFINITION } from "../../release/run-release";

const caught = { Error: "Crashed", Cause: "it did" };
/** A release's state after everything has happened to it. */
const RELEASE: ReleaseState = {
  version: "v2",
  revision: { bucket: "artifacts", key: "app.zip", objectVersion: "1", sha256: "a".repeat(64) },
  lock: { result: { owner: "arn:release:1", generation: 7 } },
  plan: {
    result: {
      stable: { colour: "blue", version: "v1" },
      asleep: false,
      candidate: "green",
      wayBack: [{ TargetGroupArn: "tg-blue", Weight: 100 }],
      first: false,
    },
  },
  fleet: { result: { size: 2 } },
  raised: { result: { launchTemplateVersion: "4" } },
  deployment: { result: { deploymentId: "d-1" } },
  steps: {
    items: [{ weight: 100, watchSeconds: 180 }],
    count: 1,
    done: 1,
    minimumRequests: 20,
    current: { weight: 100, watchSeconds: 180 },
  },
  shift: { result: { shiftedAt: "2026-01-01T00:00:00.000Z", weights: { blue: 0, green: 100 } } },
  verdict: { result: { result: "pass", detail: "" } },
  released: { result: { version: "v2", colour: "green", previous: null } },
  back: { at: "2026-01-01T00:00:00.000Z" },
  error: caught,
  failure: { result: { error: "Crashed", cause: "it did" } },
  wayBackError: caught,
  cleanUpError: caught,
  silenceError: caught,
  recordError: caught,
  unlockError: caught,
  lateError: caught,
};
const machines: readonly (readonly [string, Definition, readonly object[]])[] = [
  ["a release", DEFINITION, [RELEASE]],
  [
    "office hours",
    OFFICE_HOURS_DEFINITION,
    ["close", "open"].map((action) => ({ action, lock: RELEASE.lock, moved: { result: {} }, error: caught })),
  ],
];
const events: Record<ReleaseFunctionName, z.ZodType> = {
  ledger: ledger.event,
  observe: observe.event,
  fleet: fleet.event,
  smoke: smoke.event,
  shift: shift.event,
};

const statesOf = ({ States }: Definition): [string, State][] => Object.entries(States);
const calls = (definition: Definition) =>
  statesOf(definition).filter(([, { Resource }]) => Resource?.endsWith(":lambda:invoke"));
const functionOf = ({ Parameters }: State) => Parameters?.FunctionName as ReleaseFunctionName;
const payloadOf = ({ Parameters }: State) => Parameters?.Payload as Payload;

/** Where a state may go. */
function exits({ Next, Default, Choices = [], Catch = [] }: State): string[] {
  const all = [Next, Default, ...[...Choices, ...Catch].map((one) => one.Next)];
  return all.filter((one) => one !== undefined);
}

/** A payload as Step Functions makes it: the values of paths in place of the paths. */
function filled(template: unknown, state: object): unknown {
  if (Array.isArray(template)) return template.map((item) => filled(item, state));
  if (typeof template !== "object" || template === null) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) =>
      key.endsWith(".$") ? [key.slice(0, -2), valueAt(String(value), state)] : [key, filled(value, state)],
    ),
  );
}

function valueAt(path: string, state: object): unknown {
  if (path === "$$.Execution.Id") return "arn:release:1";
  const found = path
    .split(".")
    .slice(1)
    .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], {
      poll: { result: { attempt: 3 } },
      ...state,
    });
  if (found === undefined) throw new Error(`${path}: must lead to something`);
  return found;
}

describe.each(machines)("the state machine of %s", (_, definition, states) => {
  it("comes to each of its states, and ends only where it says so", () => {
    const seen = new Set([definition.StartAt]);
    for (const name of seen) exits(definition.States[name] as State).forEach((next) => seen.add(next));
    expect([...seen].sort()).toEqual(Object.keys(definition.States).sort());
    const ends = statesOf(definition).filter(([, state]) => exits(state).length === 0);
    expect(ends.filter(([, { Type }]) => Type !== "Succeed" && Type !== "Fail")).toEqual([]);
  });

  it("calls each function by an event that it knows", () => {
    const refused = states.flatMap((state) =>
      calls(definition).flatMap(([name, call]) => {
        const parsed = events[functionOf(call)].safeParse(filled(payloadOf(call), state));
        return parsed.success ? [] : [`${name}: ${z.prettifyError(parsed.error)}`];
      }),
    );
    expect(refused).toEqual([]);
  });

  it("limits every task in time, and catches whatever it throws", () => {
    const tasks = statesOf(definition).filter(([, { Type }]) => Type === "Task");
    const careless = tasks.filter(
      ([, { TimeoutSeconds = 0, Catch = [] }]) =>
        TimeoutSeconds === 0 || !Catch.some(({ ErrorEquals }) => ErrorEquals.includes("States.ALL")),
    );
    expect(careless.map(([name]) => name)).toEqual([]);
  });

  it("hands whatever changes something a token to be fenced by, once there is one", () => {
    const changing = calls(definition).filter(([, call]) => functionOf(call) !== "observe");
    const unfenced = changing.filter(([, call]) => {
      const { token } = filled(payloadOf(call), states[0] ?? {}) as { token: { generation?: number } };
      return token.generation === undefined;
    });
    // Who asks for the lock has none yet; the others explain without writing anything.
    const excused = ["Lock", "Explain the failure", "Explain the late failure"];
    expect(unfenced.map(([name]) => name).filter((name) => !excused.includes(name))).toEqual([]);
  });
});

it("moves weights by nothing but the shift and the way back, of which only the shift can raise the candidate's", () => {
  const others = statesOf(DEFINITION).filter(
    ([, { Type, Resource }]) => Type === "Task" && !Resource?.endsWith(":lambda:invoke"),
  );
  expect(others.map(([name]) => name)).toEqual(["Weights back", "Weights back again"]);
  for (const [, { Parameters }] of others)
    expect(Parameters?.Actions).toEqual([
      { Type: "forward", ForwardConfig: { "TargetGroups.$": "$.plan.result.wayBack" } },
    ]);
  expect(
    calls(DEFINITION)
      .filter(([, call]) => functionOf(call) === "shift")
      .map(([name]) => name),
  ).toEqual(["Shift"]);
});

it("outlasts the function that shifts before it puts weights back for good", () => {
  expect(DEFINITION.States["Outlast the shift"]).toMatchObject({
    Seconds: SHIFT_TIMEOUT_SECONDS,
    Next: "Weights back again",
  });
});
