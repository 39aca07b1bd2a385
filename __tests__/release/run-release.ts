import { fleet } from "../../lambda-src/functions/fleet";
import { ledger } from "../../lambda-src/functions/ledger";
import { observe } from "../../lambda-src/functions/observe";
import { shift } from "../../lambda-src/functions/shift";
import { smoke } from "../../lambda-src/functions/smoke";
import type { Get } from "../../lambda-src/model/ports";
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

/** Thousands of releases have too much to tell. */
const quiet = () => undefined;

/** The functions as they are deployed, on the fake world instead of AWS. */
function functions(
  world: FakeWorld,
  version: string,
): Record<ReleaseFunctionName, (event: unknown) => Promise<unknown>> {
  return {
    ledger: ledger({ item: world, executions: world, clock: world }, quiet),
    observe: observe(
      {
        balancer: world,
        testers: world.testers,
        fleets: world,
        deployments: world,
        metrics: world,
        objects: world,
        history: world,
        targetGroups: TARGET_GROUPS,
        minimum: MINIMUM,
        thresholds: THRESHOLDS,
        clock: world,
      },
      quiet,
    ),
    fleet: fleet(
      {
        lock: world,
        history: world,
        suspensions: world,
        balancer: world,
        fleets: world,
        templates: world,
        deployments: world,
        minimum: MINIMUM,
      },
      quiet,
    ),
    smoke: smoke({ get: answering(world, version) }, quiet),
    shift: shift({ lock: world, balancer: world, clock: world }, quiet),
  };
}

/** The test listener, behind which every instance is of the version. */
function answering(world: FakeWorld, version: string): Get {
  return async ({ "X-Slipway-Colour": colour }) => {
    if (colour !== "blue" && colour !== "green") return { status: 503, body: "" };
    const asked = await world.testers.targets(colour);
    if (!asked.every(({ state }) => state === "healthy"))
      world.broken.push(`the smoke test asks ${colour} before the test listener finds it healthy`);
    return { status: 200, body: JSON.stringify({ version, colour }) };
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
