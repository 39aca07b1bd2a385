import { newGate, oldGate } from "../../bench/gate/gates";
import { GOALS } from "../../bench/gate/goals";
import { measure } from "../../bench/gate/measure";
import { productionRelease } from "../../bench/gate/production";

const { steps, limits } = productionRelease();

/** A smaller run than the bench's, of the first step alone. */
const runOf = (releases: number) => ({ steps: steps.slice(0, 1), limits, releases, seed: 2 });

test.each(GOALS)("$name", async ({ versions, met }) => {
  const missed = [];
  for (const version of versions) {
    const [measured] = await measure([newGate], version, runOf(versions.length > 1 ? 12 : 150));
    if (measured === undefined || !met(measured)) missed.push({ version, measured });
  }
  expect(missed).toEqual([]);
});

test("the fixed threshold rejects good versions that err as the stable colour does, and passes worse ones", async () => {
  const at50 = { perSecond: 50, variance: 0 };
  const [good] = await measure([oldGate], { ...at50, stablePercent: 1.2, candidatePercent: 1.2 }, runOf(200));
  const [bad] = await measure([oldGate], { ...at50, stablePercent: 0.02, candidatePercent: 0.5 }, runOf(200));
  expect(good?.rejected).toBeGreaterThan(0.6);
  expect(bad?.rejected).toBe(0);
});
