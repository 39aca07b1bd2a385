import type { PushResult } from "../../../local/demo/demo";
import { driftProblems, judgeLoad, judgePush, lastLine } from "../../../local/demo/verdicts";
import type { LoadSummary } from "../../../local/demo/load/summary";

const released: PushResult = {
  outcome: { executionId: "e", status: "Succeeded", external: new Map() },
  seconds: 36.4,
  liveBefore: "green",
  liveAfter: "blue",
  weights: [],
  verdictAt: undefined,
};

function stopped(stage: string, message: string, canary: number[] = []): PushResult {
  const failure = { stage, action: "a", message };
  const weights = [0, ...canary, 0].map((blue, index) => ({
    at: 10_000 + index * 1000,
    weights: { blue, green: 100 - blue },
  }));
  return {
    ...released,
    outcome: { ...released.outcome, status: "Failed", failure },
    liveAfter: "green",
    weights,
    verdictAt: 11_700,
  };
}

test("tells a release with its colour and time", () => {
  expect(judgePush("v2", { kind: "live" }, released)).toEqual({
    line: "v2: built, tested and released, live on blue, 36 s",
  });
});

test("does not take a release for one that left the old colour live", () => {
  const { problem } = judgePush("v2", { kind: "live" }, { ...released, liveAfter: "green" });
  expect(problem).toContain("v2 must be live on the other colour");
});

test("tells how soon after the verdict the old colour had everything", () => {
  const { line, problem } = judgePush(
    "v4",
    { kind: "taken-back", atPercent: 20 },
    stopped("dev", "GateFailed: 33 %", [20]),
  );
  expect(problem).toBeUndefined();
  expect(line).toBe(
    "v4: taken back at 20 %, 36 s; green at 100 % within 0.3 s of the verdict: GateFailed: 33 %",
  );
});

test.each<[string, Parameters<typeof judgePush>, string]>([
  ["a bad version that stays", ["v4", { kind: "taken-back", atPercent: 20 }, released], "v4 must be stopped"],
  [
    "one that went further than its first step",
    ["v4", { kind: "taken-back", atPercent: 20 }, stopped("dev", "late", [20, 100])],
    "v4 must be taken back at 20 %, got 100 %",
  ],
  [
    "a version without health that got traffic",
    ["v3", { kind: "never-gets-traffic" }, stopped("dev", "late", [20])],
    "v3 must get no traffic, got 20 %",
  ],
  [
    "a failing test that did not stop the build",
    ["v5", { kind: "never-released" }, stopped("dev", "late")],
    "v5 must fail in Build",
  ],
  [
    "a version that was not even built",
    ["v3", { kind: "never-gets-traffic" }, stopped("Build", "npm ci")],
    "v3 must be built and then stopped",
  ],
])("fails on %s", (_, args, problem) => {
  expect(judgePush(...args).problem).toContain(problem);
});

const summary: LoadSummary = {
  sent: 103,
  answered: 103,
  succeeded: 100,
  failed: 3,
  notSent: 0,
  byStatus: { "200": 100, "500": 3 },
  errors: {},
  byVersion: {
    v2: { colours: ["blue"], statuses: { "200": 94 }, firstAt: 0, lastAt: 1 },
    v4: { colours: ["green"], statuses: { "200": 6, "500": 3 }, firstAt: 0, lastAt: 1 },
  },
  slowestMilliseconds: 5,
};

test("counts the bad version's own 500s apart", () => {
  expect(judgeLoad(summary, "v4", ["v3", "v5"])).toEqual({
    sent: 103,
    failed: 0,
    takenBack: 3,
    problems: [],
  });
});

test.each<[string, Partial<LoadSummary>, number, string]>([
  ["a lost request", { sent: 104, errors: { ECONNRESET: 1 } }, 1, "1 requests failed"],
  [
    "the balancer's own 503",
    { sent: 104, byStatus: { ...summary.byStatus, "503": 1 } },
    1,
    "1 requests failed",
  ],
  ["a request that was never sent", { notSent: 2 }, 0, "2 requests were due"],
])("fails on %s", (_, change, failed, problem) => {
  const verdict = judgeLoad({ ...summary, ...change }, "v4", []);
  expect(verdict.failed).toBe(failed);
  expect(verdict.problems).toEqual([expect.stringContaining(problem)]);
});

test("fails on an answer of a version that must never get traffic", () => {
  expect(judgeLoad(summary, "v4", ["v2"]).problems).toEqual(["v2 answered requests"]);
});

test("names each resource that drifted", () => {
  const drift = [
    { stack: "artifacts", changes: [] },
    { stack: "dev-web", changes: ["update aws_lb.load-balancer"] },
  ];
  expect(driftProblems(drift)).toEqual(["dev-web differs: update aws_lb.load-balancer"]);
});

test("ends with a line of a fixed form", () => {
  const load = { sent: 5213, failed: 0 };
  expect(lastLine({ version: "v2", colour: "green", load, drifted: 0, seconds: 412 })).toBe(
    "demo: v2 live on green, 5213 requests, 0 failed, 0 resources drifted, 412 s",
  );
});
