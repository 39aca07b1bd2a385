import { describe as describeEvent } from "../../../local/step-functions/history";
import { runMachine, type Run } from "./interpreter";
import { holds } from "./recording";
import machines from "./state-machines.json";

/** What a task of the recording did: it answered, failed, answered too much, or never. */
interface Answer {
  readonly output?: unknown;
  readonly Error?: string;
  readonly Cause?: string;
  readonly bytes?: number;
  readonly never?: boolean;
}

interface Fact {
  readonly name: string;
  readonly definition: object;
  readonly input: unknown;
  readonly tasks: readonly Answer[];
  readonly taskRuns: number;
  /** States that were entered, in order. */
  readonly states: readonly string[];
  /** Types of the events of its history. */
  readonly history: readonly string[];
  readonly status: string;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
}

function perform({ output, Error: name, Cause, bytes, never }: Answer): unknown {
  if (never) return new Promise(() => undefined);
  if (name !== undefined) return Promise.reject(Object.assign(new Error(Cause), { name }));
  return bytes === undefined ? output : { Payload: "x".repeat(bytes) };
}

const endings = { succeeded: "Succeeded", failed: "Failed", "timed-out": "TimedOut" };
const statuses = { succeeded: "SUCCEEDED", failed: "FAILED", "timed-out": "TIMED_OUT" };

/** AWS's causes are its sentences; a fact has one only where the machine itself words it. */
function outcome({ end }: Run, { cause }: Fact): object {
  const status = statuses[end.kind];
  if (end.kind === "succeeded") return { status, output: withoutCauses(end.output) };
  return { status, error: end.error, ...(cause === undefined ? {} : { cause: end.cause }) };
}

function withoutCauses(output: unknown): unknown {
  return JSON.parse(JSON.stringify(output), (name, value: unknown) =>
    name === "Cause" && value !== "" ? "cause" : value,
  );
}

/** A history of local AWS has states and failures: `local/README.md`. */
const OMITTED = /^(Task(Scheduled|Started|Succeeded)|MapState(Started|Succeeded))$/;

describe("state machines, as recorded on AWS", () => {
  holds(
    machines.cases as readonly Fact[],
    ({ name }) => name,
    async (fact) => {
      const run = await runMachine(fact.definition, fact.input, (_, count) =>
        perform(fact.tasks[count - 1] ?? {}),
      );
      const { status, output, error, cause } = fact;
      expect(outcome(run, fact)).toEqual({ status, output, error, cause });
      expect(run.tasks).toHaveLength(fact.taskRuns);
      const entered = run.events.filter(({ type }) => type === "StateEntered");
      expect(entered.map(({ state }) => state?.name)).toEqual(fact.states);
      const told = run.events.flatMap((event) => describeEvent(event)?.type ?? []);
      expect(["ExecutionStarted", ...told, `Execution${endings[run.end.kind]}`]).toEqual(
        fact.history.filter((type) => !OMITTED.test(type)),
      );
    },
  );
});
