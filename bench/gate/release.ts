import type { Counts, Minute } from "../../lambda-src/model/evidence";
import { gammaFactor, poisson, type Uniform } from "./random";

/** A version beside the one that it is to replace, and their traffic. */
export interface Version {
  /** Of the requests to the stable colour, and to the candidate, that end in errors. */
  readonly stablePercent: number;
  readonly candidatePercent: number;
  /** Requests to both of them. */
  readonly perSecond: number;
  /** How errors clump: variance of the gamma factor on each colour's rate in each minute. 0 for not at all. */
  readonly variance: number;
}

export interface Step {
  readonly weight: number;
  readonly watchSeconds: number;
}

/** What would be counted of one release. */
export interface Release {
  readonly before: readonly Counts[];
  readonly watches: readonly (readonly Minute[])[];
}

const MINUTES_BEFORE = 60;

export function drawRelease(uniform: Uniform, version: Version, steps: readonly Step[]): Release {
  const { stablePercent, candidatePercent, perSecond, variance } = version;
  const count = (share: number, percent: number): Counts => {
    const requests = poisson(uniform, perSecond * 60 * share);
    const factor = variance === 0 ? 1 : gammaFactor(uniform, variance);
    return { requests, errors: Math.min(requests, poisson(uniform, (requests * percent * factor) / 100)) };
  };
  return {
    before: Array.from({ length: MINUTES_BEFORE }, () => count(1, stablePercent)),
    watches: steps.map(({ weight, watchSeconds }) =>
      Array.from({ length: watchSeconds / 60 }, () => ({
        candidate: count(weight / 100, candidatePercent),
        stable: count(1 - weight / 100, stablePercent),
      })),
    ),
  };
}
