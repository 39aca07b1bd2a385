/** Prints what the old gate, a fixed threshold, and the new one, a comparison, make of the same good and bad versions. */
import { parseArgs } from "node:util";
import { markdownTable } from "../../scripts/markdown-table";
import { newGate, oldGate } from "./gates";
import { BASE_PERCENT, GOALS, PER_SECOND, VARIANCES, type Goal } from "./goals";
import { measure, type Measured, type Run } from "./measure";
import { productionRelease } from "./production";
import type { Version } from "./release";

type Percents = readonly [stable: number, candidate: number];

const GOOD = BASE_PERCENT.map((percent): Percents => [percent, percent]);
const BAD: readonly Percents[] = [
  [0, 5],
  [0, 33],
  [0.02, 0.5],
  [0.2, 0.8],
  [1.2, 4.8],
];

async function bench(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: "1" },
      releases: { type: "string", default: "300" },
    },
  });
  const run = { ...productionRelease(), releases: Number(values.releases), seed: Number(values.seed) };
  console.log(await table("good versions", GOOD, run));
  console.log(await table("bad versions", BAD, run));
  const rows: string[][] = [];
  for (const goal of GOALS) rows.push(await achieved(goal, run));
  console.log(markdownTable(["goal of the new gate", "worst", ""], rows));
}

async function table(title: string, versions: readonly Percents[], run: Run): Promise<string> {
  const rows: string[][] = [];
  for (const [stablePercent, candidatePercent] of versions)
    for (const perSecond of PER_SECOND) {
      const row = [`${stablePercent} → ${candidatePercent} %`, `${perSecond}`];
      for (const variance of VARIANCES) {
        const version = { stablePercent, candidatePercent, perSecond, variance };
        row.push(...(await once(version, run)).map(inWords));
      }
      rows.push(row);
    }
  const heads = VARIANCES.flatMap((variance) => [
    variance === 0 ? "independent: old" : `clumped ${variance}: old`,
    "new",
  ]);
  return markdownTable([title, "per second", ...heads], rows);
}

async function achieved({ name, versions, steps, met }: Goal, run: Run): Promise<string[]> {
  const all: Measured[] = [];
  for (const version of versions) {
    const [, measured] = await once(
      version,
      steps === "all" ? run : { ...run, steps: run.steps.slice(0, 1) },
    );
    if (measured !== undefined) all.push(measured);
  }
  const worst = all.find((each) => !met(each)) ?? all.sort((one, other) => other.rejected - one.rejected)[0];
  return [name, worst === undefined ? "" : inWords(worst), all.every(met) ? "met" : "MISSED"];
}

const known = new Map<string, Measured[]>();

/** Goals are about versions that the tables have, too. */
async function once(version: Version, run: Run): Promise<readonly Measured[]> {
  const key = JSON.stringify([version, run]);
  const measured = known.get(key) ?? (await measure([oldGate, newGate], version, run));
  known.set(key, measured);
  return measured;
}

/** Rejected; after how many minutes, in the median; and how many had too little traffic to be judged. */
function inWords({ rejected, inconclusive, minutes }: Measured): string {
  return [
    `${(100 * rejected).toFixed(1)} %`,
    ...(minutes === undefined ? [] : [`@${minutes}`]),
    ...(inconclusive === 0 ? [] : [`?${(100 * inconclusive).toFixed(0)} %`]),
  ].join(" ");
}

void bench();
