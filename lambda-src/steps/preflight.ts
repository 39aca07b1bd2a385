import { carrierOf, type Colour, COLOURS, other, type PerColour, type Weights } from "../model/colour";
import { PreflightFailed } from "../model/errors";
import type { Plan } from "../model/plan";
import type { Balancer, Deployments, Fleet, Fleets, History, Metrics, Objects } from "../model/ports";
import type { Revision } from "../model/revision";

export interface World {
  readonly balancer: Pick<Balancer, "weights" | "targets">;
  readonly fleets: Pick<Fleets, "describe">;
  readonly deployments: Pick<Deployments, "running">;
  readonly metrics: Pick<Metrics, "alarm">;
  readonly objects: Objects;
  readonly history: History;
  /** ARNs of the production rule's. */
  readonly targetGroups: PerColour<string>;
  /** Instances per colour while it is live. */
  readonly minimum: number;
}

/** Without these processes a fleet cannot be raised, drained or reached; AWS suspends Launch itself after 24 h of failures. */
const NEEDED = ["Launch", "Terminate", "AddToLoadBalancer"];

/** Finds stable and candidate, and refuses, with every reason at once, what could not end well. Changes nothing. */
export async function preflight(world: World, revision: Revision): Promise<Plan> {
  const weights = await world.balancer.weights();
  const [blue, green] = await Promise.all([world.balancer.targets("blue"), world.balancer.targets("green")]);
  const targets = { blue, green };
  const last = await world.history.lastSuccess();
  const { stable, candidate } = findColours(
    weights,
    (colour) => targets[colour].length > 0 || last?.colour === colour,
  );
  const asleep = stable !== undefined && targets[stable].length === 0;
  const refusals = (
    await Promise.all([
      checkRevision(world, revision),
      checkAlarms(world, stable, last !== undefined),
      checkInFlight(world),
      checkFleets(world, stable, candidate),
    ])
  ).flat();
  if (stable !== undefined && !asleep && !targets[stable].some(({ state }) => state === "healthy")) {
    refusals.push(`stable colour ${stable}: targets must be healthy, got 0 of ${targets[stable].length}`);
  }
  if (refusals.length > 0) throw new PreflightFailed(refusals.join("; "));
  return {
    stable:
      stable === undefined
        ? null
        : { colour: stable, version: last?.colour === stable ? last.version : null },
    asleep,
    candidate,
    wayBack: COLOURS.map((colour) => ({
      TargetGroupArn: world.targetGroups[colour],
      Weight: colour === candidate ? 0 : 100,
    })),
    first: stable === undefined,
  };
}

/**
 * Stable is the colour that has all the weight, if anything stands behind it or did when it was last released; the
 * candidate never has weight. Weights on both colours are what an interrupted release leaves behind, and are nobody's
 * to guess about.
 */
function findColours(
  weights: Weights,
  isUsed: (colour: Colour) => boolean,
): { readonly stable: Colour | undefined; readonly candidate: Colour } {
  const only = carrierOf(weights);
  if (only === undefined) {
    throw new PreflightFailed(
      `production rule: weights must be on one colour, got blue ${weights.blue} and green ${weights.green}`,
    );
  }
  return { stable: isUsed(only) ? only : undefined, candidate: other(only) };
}

async function checkRevision({ objects }: World, revision: Revision): Promise<string[]> {
  const actual = await objects.sha256(revision);
  const path = `revision s3://${revision.bucket}/${revision.key}`;
  if (actual === undefined) return [`${path}: objectVersion must exist, got ${revision.objectVersion}`];
  return actual === revision.sha256 ? [] : [`${path}: sha256 must be ${revision.sha256}, got ${actual}`];
}

/** Before the first success nothing good is at stake, and the stable colour's alarm must not forbid the cure. */
async function checkAlarms(
  { metrics }: World,
  stable: Colour | undefined,
  succeededBefore: boolean,
): Promise<string[]> {
  const refusals: string[] = [];
  for (const colour of COLOURS) {
    const { state } = await metrics.alarm(colour);
    const excused =
      colour === stable ? !succeededBefore && state !== undefined : state === "INSUFFICIENT_DATA";
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
  { fleets, minimum }: World,
  stable: Colour | undefined,
  candidate: Colour,
): Promise<string[]> {
  const next = await fleets.describe(candidate);
  const now = stable === undefined ? undefined : await fleets.describe(stable);
  const size = Math.max(minimum, now?.desired ?? 0);
  const refusals = [...lackingProcesses(candidate, next)];
  if (stable !== undefined && now !== undefined) refusals.push(...lackingProcesses(stable, now));
  if (size > next.maximum) {
    refusals.push(`candidate fleet ${candidate}: maximum must be at least ${size}, got ${next.maximum}`);
  }
  return refusals;
}

function lackingProcesses(colour: Colour, { suspended }: Fleet): string[] {
  return NEEDED.filter((name) => suspended.includes(name)).map(
    (name) => `fleet ${colour}: process ${name} must run, got suspended`,
  );
}
