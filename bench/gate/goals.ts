import type { Measured } from "./measure";
import type { Version } from "./release";

export const PER_SECOND = [1, 10, 50, 200];
export const VARIANCES = [0, 0.3, 1];
export const BASE_PERCENT = [0, 0.02, 0.2, 1.2];

/** What the new gate must achieve with each of some versions. */
export interface Goal {
  readonly name: string;
  readonly versions: readonly Version[];
  /** Whole releases of the good ones; the first step of the bad ones, that few users see. */
  readonly steps: "all" | "first";
  readonly met: (measured: Measured) => boolean;
}

export const GOALS: readonly Goal[] = [
  {
    name: "good, independent errors: at most 1 % rejected",
    versions: goodVersions([0]),
    steps: "all",
    met: ({ rejected }) => rejected <= 0.01,
  },
  {
    name: "good, clumped errors: at most 3 % rejected",
    versions: goodVersions([0.3, 1]),
    steps: "all",
    met: ({ rejected }) => rejected <= 0.03,
  },
  {
    name: "0.2 → 0.8 % at 200/s: at least 90 % rejected, median 5 minutes or less",
    versions: [{ stablePercent: 0.2, candidatePercent: 0.8, perSecond: 200, variance: 0 }],
    steps: "first",
    met: ({ rejected, minutes = Infinity }) => rejected >= 0.9 && minutes <= 5,
  },
  {
    name: "0.02 → 0.5 % at 200/s: at least 99 % rejected, median 3 minutes or less",
    versions: [{ stablePercent: 0.02, candidatePercent: 0.5, perSecond: 200, variance: 0 }],
    steps: "first",
    met: ({ rejected, minutes = Infinity }) => rejected >= 0.99 && minutes <= 3,
  },
  {
    name: "0 → 5 % at 10/s: at least 99 % rejected, median 3 minutes or less",
    versions: [{ stablePercent: 0, candidatePercent: 5, perSecond: 10, variance: 0 }],
    steps: "first",
    met: ({ rejected, minutes = Infinity }) => rejected >= 0.99 && minutes <= 3,
  },
];

function goodVersions(variances: readonly number[]): readonly Version[] {
  return variances.flatMap((variance) =>
    BASE_PERCENT.flatMap((percent) =>
      PER_SECOND.map((perSecond) => ({
        stablePercent: percent,
        candidatePercent: percent,
        perSecond,
        variance,
      })),
    ),
  );
}
