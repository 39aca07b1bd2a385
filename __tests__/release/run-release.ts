import type { Colour } from "../../lambda-src/colours/colour";
import { start } from "../../lambda-src/deployment/start";
import { status } from "../../lambda-src/deployment/status";
import { event as deploymentEvent } from "../../lambda-src/deployment/event";
import { event as fleetEvent } from "../../lambda-src/fleet/event";
import { fleet } from "../../lambda-src/fleet/fleet";
import { event as judgeEvent } from "../../lambda-src/judge/event";
import { observe } from "../../lambda-src/judge/observe";
import { acquire } from "../../lambda-src/lock/acquire";
import { event as lockEvent } from "../../lambda-src/lock/event";
import { release } from "../../lambda-src/lock/release";
import { event as preflightEvent } from "../../lambda-src/preflight/event";
import { preflight } from "../../lambda-src/preflight/preflight";
import { event as recordEvent } from "../../lambda-src/record/event";
import { recordFailure } from "../../lambda-src/record/failure";
import { recordSuccess } from "../../lambda-src/record/success";
import { event as shiftEvent } from "../../lambda-src/shift/event";
import { shift } from "../../lambda-src/shift/shift";
import { event as smokeEvent } from "../../lambda-src/smoke/event";
import { smoke } from "../../lambda-src/smoke/smoke";
import { event as targetsEvent } from "../../lambda-src/targets/event";
import { targets } from "../../lambda-src/targets/targets";
import type { Definition, State } from "../../modules/release/asl";
import { releaseDefinition } from "../../modules/release/definition";
import { RELEASE_FUNCTIONS, type ReleaseFunctionName } from "../../modules/release/flow";
import type { FakeWorld } from "./world";
import { REVISION } from "./world";

export const TARGET_GROUPS = { blue: "tg-blue", green: "tg-green" };
export const MINIMUM = 2;
const THRESHOLDS = { maximumErrorPercent: 5, maximumConnectionErrors: 0 };

export const DEFINITION: Definition = releaseDefinition({
  partition: "aws",
  functionArns: Object.fromEntries(RELEASE_FUNCTIONS.map((name) => [name, name])) as Record<
    ReleaseFunctionName,
    string
  >,
  ruleArn: "rule",
  steps: [
    { weight: 20, watchSeconds: 180 },
    { weight: 100, watchSeconds: 180 },
  ],
  minimumRequests: 20,
  deregistrationDelaySeconds: 30,
});

/** Each function's event schema and core, on the fake world: what its handler does with AWS. */
function functions(
  world: FakeWorld,
  version: string,
): Record<ReleaseFunctionName, (event: unknown) => unknown> {
  const at = new Date(world.now()).toISOString();
  const lock = world;
  return {
    lock(raw) {
      const event = lockEvent.parse(raw);
      if (event.action === "release") return release(world, event.token);
      return acquire(
        world,
        { status: (arn) => Promise.resolve(world.runningExecutions.has(arn) ? "RUNNING" : "FAILED") },
        event.token.owner,
      );
    },
    preflight: (raw) =>
      preflight(
        {
          balancer: world,
          fleets: world,
          deployments: world,
          history: world,
          objects: { sha256: () => Promise.resolve(world.objectSha256) },
          alarms: { state: (colour) => Promise.resolve(world.alarmStates[colour]) },
        },
        { targetGroups: TARGET_GROUPS, minimum: MINIMUM },
        preflightEvent.parse(raw).revision,
      ),
    fleet: (raw) =>
      fleet(
        { lock, fleets: world, deployments: world, balancer: world, suspensions: world, minimum: MINIMUM },
        fleetEvent.parse(raw),
      ),
    deployment(raw) {
      const event = deploymentEvent.parse(raw);
      return event.action === "start"
        ? start({ lock, deployments: world }, event.token, event.plan, event.revision)
        : status(world, event.deploymentId, event.size, event.polling);
    },
    targets(raw) {
      const { plan, size, polling } = targetsEvent.parse(raw);
      return targets(world, plan, size, polling);
    },
    smoke(raw) {
      const { plan } = smokeEvent.parse(raw);
      const body = JSON.stringify({ version, colour: plan.idle });
      return smoke(() => Promise.resolve({ status: 200, body }), plan.idle, version);
    },
    shift(raw) {
      const { token, plan, weight, size } = shiftEvent.parse(raw);
      return shift({ lock, balancer: world, now: world.now, sleep: world.sleep }, token, plan, weight, size);
    },
    judge(raw) {
      return observe(world, THRESHOLDS, judgeEvent.parse(raw), new Date(world.now()));
    },
    record(raw) {
      const event = recordEvent.parse(raw);
      if (event.action === "success") return recordSuccess(world, event.token, { ...event, at });
      const { owner, generation } = event.token;
      const { plan, live, ...state } = event.state;
      return recordFailure(world, generation === undefined ? undefined : { owner, generation }, {
        ...state,
        at,
        first: plan?.result.first ?? false,
        liveOn: live ? plan?.result.idle : undefined,
      });
    },
  };
}

interface RunOptions {
  readonly version?: string;
  readonly execution?: string;
  /** Called as a task state begins; throws to make it fail. */
  readonly failIn?: (state: string) => void;
}

export interface Ended {
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  /** Names of the states that were entered. */
  readonly states: string[];
}

let machine: Awaited<ReturnType<typeof interpreter>> | undefined;

/** Interprets the real definition on the fake world. */
export async function runRelease(
  world: FakeWorld,
  { version = "v2", execution = "arn:release:1", failIn }: RunOptions = {},
): Promise<Ended> {
  const cores = functions(world, version);
  const states: string[] = [];
  const task =
    (name: string, state: State) =>
    async (input: unknown): Promise<never> => {
      failIn?.(name);
      if (!String(state.Resource).endsWith("lambda:invoke")) {
        await world.setWeights(weightsOf(input));
        return {} as never;
      }
      const { FunctionName, Payload } = input as { FunctionName: ReleaseFunctionName; Payload: unknown };
      const answer = await Promise.resolve(cores[FunctionName](Payload)).catch((error: Error) => {
        const cause = JSON.stringify({ errorType: error.name, errorMessage: error.message, trace: [] });
        throw Object.assign(new Error(cause), { name: error.name });
      });
      return { Payload: JSON.parse(JSON.stringify(answer ?? null)) as unknown } as never;
    };
  const wait = (state: State) => async (input: unknown) => {
    const { steps } = input as { steps?: { current?: { watchSeconds: number } } };
    const seconds = state.SecondsPath === undefined ? Number(state.Seconds) : steps?.current?.watchSeconds;
    await world.sleep((seconds ?? Number.NaN) * 1000);
    return {} as never;
  };
  const all = Object.entries(DEFINITION.States);
  const of = (type: string) => all.filter(([, state]) => state.Type === type);
  machine ??= await interpreter();
  world.runningExecutions.add(execution);
  const run = machine.run(
    { version, revision: { ...REVISION } },
    {
      context: { Execution: { Id: execution }, State: enteredTime(world) },
      overrides: {
        taskResourceLocalHandlers: {
          ...Object.fromEntries(of("Task").map(([name, state]) => [name, task(name, state)])),
          ...Object.fromEntries(of("Wait").map(([name, state]) => [name, wait(state)])),
        },
        retryIntervalOverrides: Object.fromEntries(of("Task").map(([name]) => [name, 0])),
      },
    },
  );
  let end: Omit<Ended, "states"> = {};
  const result = run.result.then(
    (output) => ({ output: output as unknown }),
    () => ({}),
  );
  for await (const event of run.eventLogs) {
    if (event.type === "StateEntered") states.push(event.state.name);
    if (event.type === "ExecutionFailed") end = { error: event.Error, cause: String(event.Cause) };
  }
  world.runningExecutions.delete(execution);
  return { ...end, ...(await result), states };
}

/**
 * Made once: validating the definition takes longer than running it. Its waits are tasks, so that they pass on the
 * world's own clock.
 */
async function interpreter() {
  const { StateMachine } = await import("aws-local-stepfunctions");
  const states = Object.entries(DEFINITION.States).map(([name, state]): [string, State] => [
    name,
    state.Type === "Wait" ? { Type: "Task", Resource: "wait", ResultPath: null, Next: state.Next } : state,
  ]);
  const definition = { ...DEFINITION, States: Object.fromEntries(states) };
  return new StateMachine(definition as never, { validationOptions: { checkArn: false } });
}

function enteredTime(world: FakeWorld) {
  return {
    get EnteredTime(): string {
      return new Date(world.now()).toISOString();
    },
  };
}

function weightsOf(input: unknown): Record<Colour, number> {
  const { Actions } = input as {
    Actions: { ForwardConfig: { TargetGroups: { TargetGroupArn: string; Weight: number }[] } }[];
  };
  const groups = Actions[0]?.ForwardConfig.TargetGroups ?? [];
  const weight = (colour: Colour): number =>
    groups.find(({ TargetGroupArn }) => TargetGroupArn === TARGET_GROUPS[colour])?.Weight ?? Number.NaN;
  return { blue: weight("blue"), green: weight("green") };
}
