import { doubtsOfClumping, evidenceOfExcess, evidenceOfWorse, type Counts, type Minute } from "./evidence";

export interface Tolerance {
  /** How many times as often as the stable colour the candidate may err: 1 or more. @default 1.5 */
  readonly ratio?: number;
  /** How probable it may be that a watch fails a candidate which errs exactly so often: above 0, below 1. @default 0.02 */
  readonly alpha?: number;
  /** Percent of its requests that may err, 0 to 100, if the stable colour does not exceed that itself. */
  readonly maximumPercent: number;
  /** Of a colour in a watch, to be judged or compared with. 0 turns off this rule alone. */
  readonly minimumRequests: number;
  /** What is counted, for the reason. @default "errors" */
  readonly counted?: string;
}

export interface Watch {
  /** The minutes of this watch whose counts are there, the same of both colours. */
  readonly minutes: readonly Minute[];
  readonly before: History;
  readonly over: boolean;
}

export interface ColourNumbers extends Counts {
  readonly percent: number;
}

/** What the stable colour did before the candidate got traffic. */
export interface History extends ColourNumbers {
  readonly doubts: readonly number[];
}

/** All that a record needs to tell why. */
export interface Verdict {
  /** Of a watch that is not over, either `fail` or `undecided`. */
  readonly result: "pass" | "fail" | "inconclusive" | "undecided";
  readonly reason: string;
  readonly candidate: ColourNumbers;
  readonly stable: ColourNumbers;
  /** Of the candidate being more than `ratio` times as bad, and of its exceeding `maximumPercent`: each fails at `limit`. */
  readonly evidence: {
    readonly worse: number;
    readonly excess: number;
    readonly limit: number;
    /** What the excess is over, in percent. */
    readonly maximumPercent: number;
  };
}

/** Fewer than this are somebody's retry, whatever their odds. */
const FEWEST_ERRORS = 3;
/** JSON knows no infinity. */
const LARGEST_EVIDENCE = 1e9;

/**
 * @param minutes of the stable colour that follow each other: they tell how its errors clump. 60 are enough. Without
 * any the worst is assumed, and only what is far worse is seen.
 */
export function historyOf(minutes: readonly Counts[]): History {
  return { ...total(minutes), doubts: doubtsOfClumping(minutes) };
}

/**
 * Judges a candidate by what was counted beside the stable colour; may be asked after each minute.
 *
 * It fails by strong evidence that it is worse than the stable colour, or that it exceeds the maximum. Where the
 * stable colour exceeds the maximum itself, that is no fault of this release, and `ratio` times as much is the maximum;
 * where it has too little traffic in this watch, what it did before counts instead. A candidate that there is nothing
 * at all to compare with also fails by its plain percentage once the watch is over.
 */
export function compare(watch: Watch, tolerance: Tolerance): Verdict {
  const { minutes, before, over } = watch;
  const { ratio = 1.5, alpha = 0.02, minimumRequests, counted = "errors" } = tolerance;
  const candidates = minutes.map((minute) => minute.candidate);
  const candidate = total(candidates);
  const stable = total(minutes.map((minute) => minute.stable));
  const comparable = stable.requests > 0 && stable.requests >= minimumRequests;
  const reference = comparable ? stable : before;
  const maximumPercent =
    reference.percent > tolerance.maximumPercent ? ratio * reference.percent : tolerance.maximumPercent;

  const limit = 1 / alpha;
  const worse = toPlain(evidenceOfWorse(minutes, ratio, before.doubts));
  const excess = toPlain(evidenceOfExcess(candidates, maximumPercent / 100, before.doubts));
  const verdict = (result: Verdict["result"], rule: string): Verdict => ({
    result,
    reason: `${rule}: ${inWords(candidate)} of the candidate's, ${inWords(stable)} of the stable colour's requests`,
    candidate,
    stable,
    evidence: { worse, excess, limit, maximumPercent },
  });

  const isWorse = `more than ${ratio} times as many ${counted}`;
  const isExcessive = `${counted} in more than ${maximumPercent.toFixed(2)} % of the requests`;
  if (candidate.errors >= FEWEST_ERRORS) {
    if (worse >= limit) return verdict("fail", `${isWorse}, by evidence of ${worse.toFixed(0)} to 1`);
    if (excess >= limit) return verdict("fail", `${isExcessive}, by evidence of ${excess.toFixed(0)} to 1`);
  }
  if (!over) return verdict("undecided", "nothing against it so far");
  if (candidate.requests < minimumRequests)
    return verdict("inconclusive", `fewer requests than ${minimumRequests}`);
  if (reference.requests > 0) return verdict("pass", `no evidence of ${isWorse}, nor of ${isExcessive}`);
  if (candidate.percent > maximumPercent) return verdict("fail", `${isExcessive}, with nothing to compare`);
  return verdict("pass", `no ${isExcessive}, with nothing to compare`);
}

function toPlain(logarithm: number): number {
  return Math.min(Math.exp(logarithm), LARGEST_EVIDENCE);
}

function total(minutes: readonly Counts[]): ColourNumbers {
  const requests = minutes.reduce((sum, minute) => sum + minute.requests, 0);
  const errors = minutes.reduce((sum, minute) => sum + minute.errors, 0);
  return { requests, errors, percent: requests === 0 ? 0 : (100 * errors) / requests };
}

function inWords({ requests, errors, percent }: ColourNumbers): string {
  return `${errors} (${percent.toFixed(2)} %) of ${requests}`;
}
