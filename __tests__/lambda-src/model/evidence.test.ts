import fc from "fast-check";
import { seeded } from "../../../bench/gate/random";
import { drawRelease } from "../../../bench/gate/release";
import {
  doubtsOfClumping,
  evidenceOfExcess,
  evidenceOfWorse,
  type Counts,
  type Minute,
} from "../../../lambda-src/model/evidence";

const RATIO = 1.5;
const NO_DOUBTS = doubtsOfClumping([]);

const counts = (requests: fc.Arbitrary<number>): fc.Arbitrary<Counts> =>
  requests.chain((most) => fc.record({ requests: fc.constant(most), errors: fc.nat(most) }));
const anyCounts = counts(fc.oneof(fc.nat(20), fc.nat(2_000), fc.nat(1_000_000)));
const someMinutes = fc.array(fc.record({ candidate: anyCounts, stable: anyCounts }), {
  minLength: 1,
  maxLength: 10,
});
const someDoubts = fc.array(counts(fc.nat(500)), { maxLength: 12 }).map(doubtsOfClumping);
const ratios = fc.double({ min: 1, max: 10, noNaN: true });

/** Errors more in one of the minutes, all else being as it was. */
function withMore(minutes: readonly Minute[], which: number, more: number): readonly Minute[] {
  return minutes.map((minute, index) =>
    index === which % minutes.length
      ? { ...minute, candidate: { ...minute.candidate, errors: minute.candidate.errors + more } }
      : minute,
  );
}

/** Sums of floating-point numbers: 9 digits of them. */
function atLeast(one: number, other: number): boolean {
  return one >= other - 1e-9 * Math.max(1, Math.abs(other));
}

test("each error more of the candidate is evidence against it", () => {
  fc.assert(
    fc.property(someMinutes, someDoubts, ratios, fc.nat(9), fc.integer({ min: 1, max: 50 }), (...given) => {
      const [minutes, doubts, ratio, which, more] = given;
      const worse = withMore(minutes, which, more);
      const candidates = (all: readonly Minute[]): readonly Counts[] => all.map(({ candidate }) => candidate);
      return (
        atLeast(evidenceOfWorse(worse, ratio, doubts), evidenceOfWorse(minutes, ratio, doubts)) &&
        atLeast(
          evidenceOfExcess(candidates(worse), 0.01, doubts),
          evidenceOfExcess(candidates(minutes), 0.01, doubts),
        )
      );
    }),
    { numRuns: 400, seed: 1 },
  );
});

test("is always a number, and never evidence where nothing erred", () => {
  fc.assert(
    fc.property(someMinutes, someDoubts, ratios, (minutes, doubts, ratio) => {
      const clean = minutes.map(({ candidate, stable }) => ({
        candidate: { ...candidate, errors: 0 },
        stable,
      }));
      const worse = evidenceOfWorse(minutes, ratio, doubts);
      return (
        Number.isFinite(worse) &&
        evidenceOfWorse(clean, ratio, NO_DOUBTS) <= 0 &&
        evidenceOfExcess(
          clean.map(({ candidate }) => candidate),
          0.01,
          NO_DOUBTS,
        ) <= 0
      );
    }),
    { numRuns: 300, seed: 1 },
  );
});

test("a candidate that is no worse in any minute is never rejected", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const minute = fc
    .tuple(anyCounts, fc.integer({ min: 1, max: 99 }), share)
    .map(([all, weight, less]): Minute => {
      const requests = Math.round((all.requests * weight) / 100);
      const stable = { requests: all.requests - requests, errors: 0 };
      const errors = Math.floor((all.errors * stable.requests) / Math.max(1, all.requests));
      const most = stable.requests === 0 ? 0 : Math.floor((requests * errors) / stable.requests);
      return { candidate: { requests, errors: Math.floor(most * less) }, stable: { ...stable, errors } };
    });
  fc.assert(
    fc.property(
      fc.array(minute, { minLength: 1, maxLength: 60 }),
      someDoubts,
      (minutes, doubts) => evidenceOfWorse(minutes, RATIO, doubts) < Math.log(50),
    ),
    { numRuns: 600, seed: 1 },
  );
});

describe.each([0, 0.3, 1])("where rates swing with a variance of %d", (variance) => {
  const alpha = 0.02;
  const releases = 60;
  const step = { weight: 5, watchSeconds: 600 };

  test.each([
    [0.2, 200],
    [1.2, 200],
    [5, 10],
  ])("a candidate just as bad as tolerated, of %d %% at %d/s, is rejected rarely", (percent, perSecond) => {
    const uniform = seeded(3);
    const version = { stablePercent: percent, candidatePercent: RATIO * percent, perSecond, variance };
    const rejected = Array.from({ length: releases }, () => {
      const { before, watches } = drawRelease(uniform, version, [step]);
      const doubts = doubtsOfClumping(before);
      const [minutes = []] = watches;
      return minutes.some(
        (_, index) => evidenceOfWorse(minutes.slice(0, index + 1), RATIO, doubts) >= Math.log(1 / alpha),
      );
    }).filter(Boolean).length;
    expect(rejected / releases).toBeLessThanOrEqual(alpha);
  });
});

describe("what the stable colour's minutes say of clumps", () => {
  const minutesOf = (...errors: number[]): readonly Counts[] =>
    errors.map((each) => ({ requests: 10_000, errors: each }));
  const [independent = 0, , , clumped = 0] = doubtsOfClumping(minutesOf(20, 22, 18, 21, 19, 20, 24, 19));

  test("even minutes are evidence against them", () => {
    expect(independent).toBeLessThan(0);
    expect(clumped).toBeGreaterThan(1);
  });

  test("uneven minutes are evidence against none", () => {
    const [none = 0, , , most = 0] = doubtsOfClumping(minutesOf(2, 60, 45, 1, 0, 38, 20, 3));
    expect(none).toBeGreaterThan(10);
    expect(most).toBeLessThan(0);
  });

  test("errors that grow over the hour are no clumps", () => {
    const [growing = 0] = doubtsOfClumping(minutesOf(20, 22, 40, 42, 80, 84, 160, 165));
    expect(growing).toBeLessThan(0);
  });

  test("no minutes, or a single one, say nothing", () => {
    for (const doubt of doubtsOfClumping([])) expect(doubt).toBeCloseTo(0, 9);
    expect(doubtsOfClumping(minutesOf(7))).toEqual(doubtsOfClumping([]));
  });

  test("as far as clumps are in doubt, the same minutes are stronger evidence", () => {
    const minutes = Array.from({ length: 5 }, () => ({
      candidate: { requests: 500, errors: 5 },
      stable: { requests: 9_500, errors: 20 },
    }));
    const even = evidenceOfWorse(
      minutes,
      RATIO,
      doubtsOfClumping(minutesOf(...Array.from({ length: 60 }, () => 20))),
    );
    expect(even).toBeGreaterThan(evidenceOfWorse(minutes, RATIO, NO_DOUBTS) + 2);
  });
});

test("what hits both colours alike is no evidence", () => {
  const minutes = [1, 50, 3, 200].map((times) => ({
    candidate: { requests: 500, errors: times },
    stable: { requests: 9_500, errors: 19 * times },
  }));
  expect(evidenceOfWorse(minutes, RATIO, NO_DOUBTS)).toBeLessThan(0);
});

test("minutes without requests to one of them are none", () => {
  const idle = { requests: 0, errors: 0 };
  const busy = { requests: 100, errors: 50 };
  expect(evidenceOfWorse([{ candidate: busy, stable: idle }], RATIO, NO_DOUBTS)).toBeCloseTo(0, 9);
  expect(evidenceOfWorse([{ candidate: idle, stable: busy }], RATIO, NO_DOUBTS)).toBeCloseTo(0, 9);
  expect(evidenceOfExcess([idle], 0.01, NO_DOUBTS)).toBeCloseTo(0, 9);
});

test("where nothing is tolerated, one error is all the evidence", () => {
  expect(evidenceOfExcess([{ requests: 10, errors: 1 }], 0, NO_DOUBTS)).toBe(Infinity);
  expect(evidenceOfExcess([{ requests: 10, errors: 0 }], 0, NO_DOUBTS)).toBe(0);
});

test.each([0, 1, 2, 3])("just what is tolerated is no excess, with clumping %d of the four", (only) => {
  const minutes = Array.from({ length: 30 }, () => ({ requests: 10_000, errors: 100 }));
  const doubts = [0, 1, 2, 3].map((clumping) => (clumping === only ? 0 : 1_000));
  expect(evidenceOfExcess(minutes, 0.01, doubts)).toBeLessThan(0);
});
