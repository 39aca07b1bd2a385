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
import type { Definition } from "../../modules/release/asl";
import { releaseDefinition } from "../../modules/release/definition";
import { RELEASE_FUNCTIONS, type ReleaseFunctionName } from "../../modules/release/flow";
import { officeHoursDefinition } from "../../modules/release/office-hours-definition";
import { type Ended, interpret, TARGET_GROUPS } from "./interpret";
import type { FakeWorld } from "./world";
import { REVISION } from "./world";

export const MINIMUM = 2;
const THRESHOLDS = { maximumErrorPercent: 5, maximumConnectionErrors: 0 };

const functionArns = Object.fromEntries(RELEASE_FUNCTIONS.map((name) => [name, name])) as Record<
  ReleaseFunctionName,
  string
>;

export const DEFINITION: Definition = releaseDefinition({
  partition: "aws",
  functionArns,
  ruleArn: "rule",
  steps: [
    { weight: 20, watchSeconds: 180 },
    { weight: 100, watchSeconds: 180 },
  ],
  minimumRequests: 20,
  deregistrationDelaySeconds: 30,
});

export const OFFICE_HOURS_DEFINITION = officeHoursDefinition({ partition: "aws", functionArns });

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
        {
          lock,
          fleets: world,
          deployments: world,
          balancer: world,
          suspensions: world,
          history: world,
          minimum: MINIMUM,
        },
        fleetEvent.parse(raw),
      ),
    deployment(raw) {
      const event = deploymentEvent.parse(raw);
      return event.action === "start"
        ? start({ lock, deployments: world }, event.token, event.plan, event.revision)
        : status(world, event.deploymentId, event.size, event.polling);
    },
    targets: (raw) => targets({ users: world, testers: world.testers }, targetsEvent.parse(raw)),
    async smoke(raw) {
      const { plan } = smokeEvent.parse(raw);
      const asked = await world.testers.targets(plan.idle);
      if (!asked.every(({ state }) => state === "healthy"))
        world.broken.push(`the smoke test asks ${plan.idle} before the test listener finds it healthy`);
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
  readonly failIn?: (state: string) => void | Promise<void>;
}

/** A release, from its lock to its end. */
export function runRelease(
  world: FakeWorld,
  { version = "v2", execution = "arn:release:1", failIn }: RunOptions = {},
): Promise<Ended> {
  return interpret(DEFINITION, world, {
    execution,
    input: { version, revision: { ...REVISION } },
    functions: functions(world, version),
    failIn,
  });
}

/** What EventBridge Scheduler starts when office hours begin or end. */
export function runOfficeHours(
  world: FakeWorld,
  action: string,
  { execution = "arn:hours:1", failIn }: Omit<RunOptions, "version"> = {},
): Promise<Ended> {
  return interpret(OFFICE_HOURS_DEFINITION, world, {
    execution,
    input: { action },
    functions: functions(world, "none"),
    failIn,
  });
}
