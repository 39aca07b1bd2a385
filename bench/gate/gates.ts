import { GateFailed } from "../../lambda-src/model/errors";
import { compare, historyOf } from "../../lambda-src/model/comparison";
import type { Minute } from "../../lambda-src/model/evidence";
import { judge } from "../../lambda-src/steps/judge";
import type { Release } from "./release";

export interface Limits {
  readonly maximumErrorPercent: number;
  readonly minimumRequests: number;
}

/** How a release ended, and after how many minutes of traffic to the candidate if it was rejected. */
export type End = "passed" | "inconclusive" | { readonly rejectedAfter: number };
export type Gate = (release: Release, limits: Limits) => Promise<End>;

/** A fixed threshold, asked once at the end of each watch. */
export const oldGate: Gate = async ({ watches }, { maximumErrorPercent, minimumRequests }) => {
  let minutes = 0;
  for (const watch of watches) {
    minutes += watch.length;
    const requests = sum(watch, ({ candidate }) => candidate.requests);
    const serverErrors = sum(watch, ({ candidate }) => candidate.errors);
    try {
      const { result } = await judge(
        {
          traffic: () => Promise.resolve({ requests, serverErrors, connectionErrors: 0 }),
          alarm: () => Promise.resolve({ state: "OK", reason: undefined }),
        },
        { maximumErrorPercent, maximumConnectionErrors: 0 },
        {
          colour: "green",
          step: 1,
          steps: watches.length,
          weight: 1,
          minimumRequests,
          shiftedAt: new Date(0),
          lagSeconds: 0,
          last: false,
        },
        new Date(watch.length * 60_000),
      );
      if (result === "inconclusive") return result;
    } catch (error) {
      if (error instanceof GateFailed) return { rejectedAfter: minutes };
      throw error;
    }
  }
  return "passed";
};

/** A comparison, asked after each minute of each watch. */
export const newGate: Gate = ({ before, watches }, { maximumErrorPercent, minimumRequests }) => {
  const history = historyOf(before);
  let minutes = 0;
  for (const watch of watches)
    for (let counted = 1; counted <= watch.length; counted++) {
      minutes += 1;
      const { result } = compare(
        { minutes: watch.slice(0, counted), before: history, over: counted === watch.length },
        { maximumPercent: maximumErrorPercent, minimumRequests },
      );
      if (result === "fail") return Promise.resolve({ rejectedAfter: minutes });
      if (result === "inconclusive") return Promise.resolve(result);
    }
  return Promise.resolve("passed");
};

function sum(watch: readonly Minute[], of: (minute: Minute) => number): number {
  return watch.reduce((total, minute) => total + of(minute), 0);
}
