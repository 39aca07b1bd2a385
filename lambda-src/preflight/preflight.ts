import type { Balancer } from "../balancer/balancer";
import { COLOURS, type Colour, type PerColour } from "../colours/colour";
import type { Deployments, Revision } from "../deployments/deployments";
import { PreflightFailed } from "../errors/release-error";
import type { Success } from "../fencing/release-item";
import type { Fleet, Fleets } from "../fleets/fleets";
import { findColours } from "./find-colours";
import type { Plan } from "./plan";

export interface World {
  readonly balancer: Pick<Balancer, "weights" | "targets">;
  readonly fleets: Pick<Fleets, "describe">;
  readonly deployments: Pick<Deployments, "running">;
  /** `OK`, `ALARM`, `INSUFFICIENT_DATA`, or undefined when there is no such alarm. */
  readonly alarms: { state(colour: Colour): Promise<string | undefined> };
  /** Streams the object; undefined when this version of it does not exist. */
  readonly objects: { sha256(revision: Revision): Promise<string | undefined> };
  readonly history: { lastSuccess(): Promise<Success | undefined> };
}

export interface Settings {
  readonly targetGroups: PerColour<string>;
  /** Instances per colour while it is live. */
  readonly minimum: number;
}

/** Without these processes a fleet cannot be raised, drained or reached; AWS suspends Launch itself after 24 h of failures. */
const NEEDED = ["Launch", "Terminate", "AddToLoadBalancer"];

/** Finds live and idle, and refuses, with every reason at once, what could not end well. Changes nothing. */
export async function preflight(world: World, settings: Settings, revision: Revision): Promise<Plan> {
  const weights = await world.balancer.weights();
  const [blue, green] = await Promise.all([world.balancer.targets("blue"), world.balancer.targets("green")]);
  const targets = { blue, green };
  const last = await world.history.lastSuccess();
  const { live, idle } = findColours(
    weights,
    (colour) => targets[colour].length > 0 || last?.colour === colour,
  );
  const asleep = live !== undefined && targets[live].length === 0;
  const refusals = (
    await Promise.all([
      checkRevision(world, revision),
      checkAlarms(world, live, last !== undefined),
      checkInFlight(world),
      checkFleets(world, settings, live, idle),
    ])
  ).flat();
  if (live !== undefined && !asleep && !targets[live].some(({ state }) => state === "healthy")) {
    refusals.push(`live colour ${live}: targets must be healthy, got 0 of ${targets[live].length}`);
  }
  if (refusals.length > 0) throw new PreflightFailed(refusals.join("; "));
  return {
    live: live === undefined ? null : { colour: live, version: last?.colour === live ? last.version : null },
    asleep,
    idle,
    wayBack: COLOURS.map((colour) => ({
      TargetGroupArn: settings.targetGroups[colour],
      Weight: colour === idle ? 0 : 100,
    })),
    first: live === undefined,
  };
}

async function checkRevision({ objects }: World, revision: Revision): Promise<string[]> {
  const actual = await objects.sha256(revision);
  const path = `revision s3://${revision.bucket}/${revision.key}`;
  if (actual === undefined) return [`${path}: objectVersion must exist, got ${revision.objectVersion}`];
  return actual === revision.sha256 ? [] : [`${path}: sha256 must be ${revision.sha256}, got ${actual}`];
}

/** Before the first success nothing good is at stake, and a live colour's alarm must not forbid the cure. */
async function checkAlarms(
  { alarms }: World,
  live: Colour | undefined,
  succeededBefore: boolean,
): Promise<string[]> {
  const refusals: string[] = [];
  for (const colour of COLOURS) {
    const state = await alarms.state(colour);
    const excused = colour === live ? !succeededBefore && state !== undefined : state === "INSUFFICIENT_DATA";
    if (state !== "OK" && !excused) {
      refusals.push(`${colour} errors alarm: state must be OK, got ${state ?? "no such alarm"}`);
    }
  }
  return refusals;
}

async function checkInFlight({ deployments }: World): Promise<string[]> {
  const running = await Promise.all(COLOURS.map((colour) => deployments.running(colour)));
  return COLOURS.flatMap((colour, index) =>
    (running[index] ?? []).map((id) => `deployment group ${colour}: must be idle, got ${id} in flight`),
  );
}

async function checkFleets(
  { fleets }: World,
  { minimum }: Settings,
  live: Colour | undefined,
  idle: Colour,
): Promise<string[]> {
  const idleFleet = await fleets.describe(idle);
  const liveFleet = live === undefined ? undefined : await fleets.describe(live);
  const size = Math.max(minimum, liveFleet?.desired ?? 0);
  const refusals = [...lackingProcesses(idle, idleFleet)];
  if (live !== undefined && liveFleet !== undefined) refusals.push(...lackingProcesses(live, liveFleet));
  if (size > idleFleet.maximum) {
    refusals.push(`idle fleet ${idle}: maximum must be at least ${size}, got ${idleFleet.maximum}`);
  }
  return refusals;
}

function lackingProcesses(colour: Colour, { suspended }: Fleet): string[] {
  return NEEDED.filter((name) => suspended.includes(name)).map(
    (name) => `fleet ${colour}: process ${name} must run, got suspended`,
  );
}
