import type { End, Gate, Limits } from "./gates";
import { seeded } from "./random";
import { drawRelease, type Step, type Version } from "./release";

export interface Measured {
  /** Of all releases: 0 to 1. */
  readonly rejected: number;
  readonly inconclusive: number;
  /** Median of the rejected ones. */
  readonly minutes: number | undefined;
}

export interface Run {
  readonly steps: readonly Step[];
  readonly limits: Limits;
  readonly releases: number;
  readonly seed: number;
}

/** What each gate makes of the same releases of a version. */
export async function measure(gates: readonly Gate[], version: Version, run: Run): Promise<Measured[]> {
  const { steps, limits, releases, seed } = run;
  const uniform = seeded(seed);
  const drawn = Array.from({ length: releases }, () => drawRelease(uniform, version, steps));
  return Promise.all(
    gates.map(async (gate) => {
      const ends: End[] = [];
      for (const release of drawn) ends.push(await gate(release, limits));
      return measured(ends);
    }),
  );
}

function measured(ends: readonly End[]): Measured {
  const rejected = ends.flatMap((end) => (typeof end === "string" ? [] : [end.rejectedAfter]));
  return {
    rejected: rejected.length / ends.length,
    inconclusive: ends.filter((end) => end === "inconclusive").length / ends.length,
    minutes: rejected.sort((one, another) => one - another)[Math.floor(rejected.length / 2)],
  };
}
