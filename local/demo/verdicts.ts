import type { LoadSummary } from "./load/summary";
import type { PushResult } from "./demo";
import type { StackDrift } from "./drift";

/** What a push must lead to; anything else fails the demo. */
export type Expectation =
  | { readonly kind: "live" }
  | { readonly kind: "never-gets-traffic" }
  | { readonly kind: "taken-back"; readonly atPercent: number }
  | { readonly kind: "never-released" };

export interface Judged {
  readonly line: string;
  /** Why the demo fails, if it does. */
  readonly problem?: string;
}

/** One line of what happened to a push, and whether that is what had to happen. */
export function judgePush(version: string, expected: Expectation, result: PushResult): Judged {
  const { outcome, seconds, liveBefore, liveAfter } = result;
  const took = `${seconds.toFixed(0)} s`;
  const why = outcome.failure ? `${outcome.failure.stage}: ${outcome.failure.message}` : outcome.status;
  const wrong = (problem: string): Judged => ({
    line: `${version}: ${why}, ${took}`,
    problem: `${version} ${problem}: ${why}`,
  });
  if (expected.kind === "live") {
    if (outcome.status !== "Succeeded") return wrong("must be released");
    if (liveAfter === undefined || liveAfter === liveBefore) return wrong("must be live on the other colour");
    return { line: `${version}: built, tested and released, live on ${liveAfter}, ${took}` };
  }
  if (outcome.status !== "Failed") return wrong("must be stopped");
  if (liveAfter !== liveBefore) return wrong(`must leave ${liveBefore} live, got ${liveAfter}`);
  const highest = highestCanary(result);
  if (expected.kind === "taken-back") {
    if (highest !== expected.atPercent)
      return wrong(`must be taken back at ${expected.atPercent} %, got ${highest} %`);
    return {
      line: `${version}: taken back at ${highest} %, ${took}; ${liveAfter} at 100 % ${wayBackSeconds(result)} of the verdict: ${outcome.failure?.message}`,
    };
  }
  if (highest > 0) return wrong(`must get no traffic, got ${highest} %`);
  const released = outcome.failure?.stage !== "Build";
  if (expected.kind === "never-released" && released) return wrong("must fail in Build");
  if (expected.kind === "never-gets-traffic" && !released) return wrong("must be built and then stopped");
  return {
    line: `${version}: stopped in ${outcome.failure?.stage} before any traffic, ${took}: ${outcome.failure?.message}`,
  };
}

/** Seconds from the bad verdict until the old colour had everything again, as the load balancer's API told. */
function wayBackSeconds({ weights, liveBefore, verdictAt }: PushResult): string {
  const back = weights.at(-1);
  if (liveBefore === undefined || verdictAt === undefined || back?.weights[liveBefore] !== 100)
    return "an unknown time";
  const seconds = (back.at - verdictAt) / 1000;
  return seconds < 0.1 ? "within 0.1 s" : `within ${seconds.toFixed(1)} s`;
}

/** Highest weight that the colour which was idle before the push had while the pipeline ran. */
function highestCanary({ weights, liveBefore }: PushResult): number {
  return Math.max(
    0,
    ...weights.flatMap((change) =>
      Object.entries(change.weights)
        .filter(([colour]) => colour !== liveBefore)
        .map(([, weight]) => weight),
    ),
  );
}

export interface LoadVerdict {
  readonly sent: number;
  /** Requests without a 2xx answer, except those that the version which was taken back answered with 500. */
  readonly failed: number;
  /** 500s of that version. */
  readonly takenBack: number;
  readonly problems: readonly string[];
}

/**
 * Counts what the load saw.
 * @param bad the version whose own 500s are expected until the gate takes it back.
 * @param never versions that must not have answered a single request.
 */
export function judgeLoad(summary: LoadSummary, bad: string, never: readonly string[]): LoadVerdict {
  const { sent, notSent, byStatus, byVersion, errors } = summary;
  const takenBack = byVersion[bad]?.statuses["500"] ?? 0;
  const succeeded = Object.entries(byStatus)
    .filter(([status]) => /^2\d\d$/.test(status))
    .reduce((sum, [, count]) => sum + count, 0);
  const failed = sent - succeeded - takenBack;
  const problems = never
    .filter((version) => version in byVersion)
    .map((version) => `${version} answered requests`);
  if (failed > 0) problems.push(`${failed} requests failed: ${JSON.stringify({ ...byStatus, ...errors })}`);
  if (notSent > 0) problems.push(`${notSent} requests were due while too many were under way`);
  return { sent, failed, takenBack, problems };
}

export function driftProblems(drift: readonly StackDrift[]): string[] {
  return drift.flatMap(({ stack, changes }) => changes.map((change) => `${stack} differs: ${change}`));
}

/** The demo in one line, of a fixed form that scripts may read. */
export function lastLine(result: {
  readonly version: string;
  readonly colour: string | undefined;
  readonly load: Pick<LoadVerdict, "sent" | "failed"> | undefined;
  readonly drifted: number;
  readonly seconds: number;
}): string {
  const { version, colour = "nothing", load = { sent: 0, failed: 0 }, drifted, seconds } = result;
  return (
    `demo: ${version} live on ${colour}, ${load.sent} requests, ${load.failed} failed, ` +
    `${drifted} resources drifted, ${seconds} s`
  );
}
