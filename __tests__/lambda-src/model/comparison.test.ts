import fc from "fast-check";
import { compare, historyOf, type Tolerance, type Watch } from "../../../lambda-src/model/comparison";
import type { Counts } from "../../../lambda-src/model/evidence";

const tolerance: Tolerance = { maximumPercent: 1, minimumRequests: 500 };
const HOUR = 60;

/** So many minutes in which each colour has so many requests and errors. */
function minutes(count: number, candidate: Counts, stable: Counts): Watch["minutes"] {
  return Array.from({ length: count }, () => ({ candidate, stable }));
}

const of = (errors: number, requests: number): Counts => ({ errors, requests });
const nothing = of(0, 0);
const beforeOf = (errors: number, requests = 10_000) =>
  historyOf(Array.from({ length: HOUR }, () => of(errors, requests)));
const calm = beforeOf(20);
const unknown = historyOf([]);

interface Example {
  readonly minutes: Watch["minutes"];
  readonly before?: Watch["before"];
  readonly over?: boolean;
  readonly tolerance?: Partial<Tolerance>;
}

function judged({ before = calm, over = true, tolerance: other, ...watch }: Example) {
  return compare({ ...watch, before, over }, { ...tolerance, ...other });
}

test.each<[string, Example, string]>([
  [
    "a candidate that errs 4 times as often",
    { minutes: minutes(5, of(4, 500), of(19, 9_500)) },
    "more than 1.5 times as many errors, by evidence of",
  ],
  [
    "before the watch is over, too",
    { minutes: minutes(5, of(4, 500), of(19, 9_500)), over: false },
    "more than 1.5 times as many errors, by evidence of",
  ],
  [
    "with fewer requests than it takes to pass",
    { minutes: minutes(3, of(1, 3), of(0, 57)), before: beforeOf(0, 60) },
    "more than 1.5 times as many errors, by evidence of",
  ],
  [
    "a first release above the maximum",
    { minutes: minutes(5, of(4, 200), nothing), before: unknown },
    "errors in more than 1.00 % of the requests, with nothing to compare",
  ],
  [
    "a candidate that has all the traffic and exceeds the maximum",
    { minutes: minutes(5, of(300, 10_000), nothing) },
    "errors in more than 1.00 % of the requests, by evidence of",
  ],
  [
    "one that has all the traffic and exceeds what the stable colour had above the maximum",
    { minutes: minutes(5, of(400, 10_000), nothing), before: beforeOf(120) },
    "errors in more than 1.80 % of the requests, by evidence of",
  ],
  [
    "one that exceeds the maximum while the stable colour does not, and is not much worse than that",
    { minutes: minutes(30, of(135, 10_000), of(95, 10_000)), before: beforeOf(95) },
    "errors in more than 1.00 % of the requests, by evidence of",
  ],
])("fails %s", (_name, example, reason) => {
  expect(judged(example)).toMatchObject({
    result: "fail",
    reason: expect.stringContaining(reason) as string,
  });
});

test.each<[string, Example]>([
  ["a candidate that errs as often", { minutes: minutes(10, of(1, 500), of(19, 9_500)) }],
  [
    "one that exceeds the maximum as the stable colour does",
    { minutes: minutes(10, of(6, 500), of(114, 9_500)), before: beforeOf(120) },
  ],
  [
    "one that has all the traffic and exceeds the maximum as the stable colour did",
    { minutes: minutes(30, of(120, 10_000), nothing), before: beforeOf(120) },
  ],
  ["a first release below the maximum", { minutes: minutes(5, of(1, 200), nothing), before: unknown }],
  [
    "two errors, whatever their odds",
    { minutes: [...minutes(1, of(2, 100), of(0, 1_000_000)), ...minutes(9, of(0, 100), of(0, 1_000_000))] },
  ],
  [
    "any traffic where no number of requests is asked for",
    { minutes: [], tolerance: { minimumRequests: 0 } },
  ],
])("passes %s", (_name, example) => {
  expect(judged(example)).toMatchObject({ result: "pass" });
});

test("has no verdict before the watch is over, unless it fails", () => {
  expect(judged({ minutes: minutes(5, of(0, 500), of(19, 9_500)), over: false }).result).toBe("undecided");
  expect(judged({ minutes: minutes(5, of(4, 200), nothing), before: unknown, over: false }).result).toBe(
    "undecided",
  );
});

test("is inconclusive with too few requests to the candidate", () => {
  const few = minutes(10, of(0, 49), of(19, 9_500));
  expect(judged({ minutes: few })).toMatchObject({
    result: "inconclusive",
    reason: expect.stringContaining("fewer requests than 500") as string,
  });
  expect(judged({ minutes: few, tolerance: { minimumRequests: 490 } }).result).toBe("pass");
});

test("asking for no number of requests turns off no other rule", () => {
  const off = { minimumRequests: 0 };
  expect(judged({ minutes: minutes(5, of(4, 500), of(19, 9_500)), tolerance: off }).result).toBe("fail");
  expect(judged({ minutes: minutes(5, of(4, 200), nothing), before: unknown, tolerance: off }).result).toBe(
    "fail",
  );
});

test("a stable colour with too few requests is compared by what it did before", () => {
  // 2 % of what little the stable colour has; before, it had 0.2 %.
  const watch = { minutes: minutes(5, of(300, 10_000), of(1, 50)) };
  expect(judged(watch).evidence.maximumPercent).toBe(1);
  expect(judged({ ...watch, tolerance: { minimumRequests: 250 } }).evidence.maximumPercent).toBeCloseTo(3);
});

test("a stable colour without requests is compared by what it did before, also where no number is asked for", () => {
  const watch = { minutes: minutes(30, of(120, 10_000), nothing), before: beforeOf(120) };
  const { result, evidence } = judged({ ...watch, tolerance: { minimumRequests: 0 } });
  expect(result).toBe("pass");
  expect(evidence.maximumPercent).toBeCloseTo(1.8);
});

test("keeps the numbers of both colours, what they were held to, and why", () => {
  const verdict = judged({
    minutes: minutes(10, of(1, 500), of(19, 9_500)),
    tolerance: { counted: "slow answers" },
  });
  expect(verdict).toEqual({
    result: "pass",
    reason:
      "no evidence of more than 1.5 times as many slow answers, nor of slow answers in more than 1.00 % of the requests: " +
      "10 (0.20 %) of 5000 of the candidate's, 190 (0.20 %) of 95000 of the stable colour's requests",
    candidate: { requests: 5_000, errors: 10, percent: 0.2 },
    stable: { requests: 95_000, errors: 190, percent: 0.2 },
    evidence: {
      worse: expect.any(Number) as number,
      excess: expect.any(Number) as number,
      limit: 50,
      maximumPercent: 1,
    },
  });
});

test("tolerates what it is told to", () => {
  const watch = { minutes: minutes(5, of(4, 500), of(19, 9_500)) };
  expect(judged({ ...watch, tolerance: { ratio: 4 } }).result).toBe("pass");
  expect(judged({ ...watch, tolerance: { alpha: 1e-6 } }).result).toBe("pass");
});

test("can be written down as JSON, whatever was counted", () => {
  const counts = fc
    .nat(1_000_000)
    .chain((requests) => fc.record({ requests: fc.constant(requests), errors: fc.nat(requests) }));
  fc.assert(
    fc.property(
      fc.array(fc.record({ candidate: counts, stable: counts }), { maxLength: 5 }),
      fc.array(counts, { maxLength: 4 }),
      fc.constantFrom(0, 1, 100),
      (watched, before, maximumPercent) => {
        const verdict = judged({
          minutes: watched,
          before: historyOf(before),
          tolerance: { maximumPercent },
        });
        expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict);
      },
    ),
    { numRuns: 200, seed: 1 },
  );
});
