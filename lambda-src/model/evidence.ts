/** What was counted of one colour in one minute. An error is whatever is compared: a 5xx, an answer that was slow. */
export interface Counts {
  readonly requests: number;
  readonly errors: number;
}

/** Both colours in the same minute. */
export interface Minute {
  readonly candidate: Counts;
  readonly stable: Counts;
}

/** One way in which the error rate of a colour may swing by itself from minute to minute. */
interface Clumping {
  /** Of the factor on the rate: gamma, mean 1. */
  readonly variance: number;
  /** How far it is believed before anything has been counted. */
  readonly belief: number;
  /** How probable it is that two colours' odds are off by each of OFFSETS; none where nothing disturbs them. */
  readonly disturbance: readonly number[];
}

/** The logarithm of how likely a minute is where the rate is this many doublings above what is tolerated. */
type Likelihood = (clumping: Clumping, doublings: number) => number;

/**
 * How many doublings above what is tolerated a bad version's rate may be, and how far each is believed; the evidence is
 * the mean of that for each. The first one takes long to tell, and is there for long watches.
 */
const WORSE = [
  { doublings: 0.5, belief: 0.04 },
  { doublings: 1, belief: 0.24 },
  { doublings: 2, belief: 0.24 },
  { doublings: 4, belief: 0.24 },
  { doublings: 8, belief: 0.24 },
] as const;
const MOST_DOUBLINGS = Math.max(...WORSE.map(({ doublings }) => doublings));

/** Disturbances lie on a lattice of half doublings, up to 12 doublings either way. */
const STEPS = 2;
const REACH = 12 * STEPS;
const OFFSETS = Array.from({ length: 2 * REACH + 1 }, (_, index) => index - REACH);

/** The last one is the assumption of this test: rates that swing more than that can deceive it. */
const CLUMPINGS: readonly Clumping[] = [
  { variance: 0, belief: 0.7 },
  { variance: 0.1, belief: 0.1 },
  { variance: 0.3, belief: 0.1 },
  { variance: 1, belief: 0.1 },
].map((clumping) => ({ ...clumping, disturbance: disturbanceOf(clumping.variance) }));

/**
 * The logarithm of the evidence that the candidate errs more than `ratio` times as often as the stable colour. If it
 * does not, this ever exceeds `log(1 / alpha)` with a probability of `alpha` at most, however often it is asked.
 * @param doubts from `doubtsOfClumping`
 */
export function evidenceOfWorse(
  minutes: readonly Minute[],
  ratio: number,
  doubts: readonly number[],
): number {
  return evidence(
    minutes.map(({ candidate, stable }) => likelihoodOfSplit(candidate, stable, ratio)),
    doubts,
  );
}

/** The same of the candidate erring in more than `limit` (0 to 1) of its requests. */
export function evidenceOfExcess(
  minutes: readonly Counts[],
  limit: number,
  doubts: readonly number[],
): number {
  if (limit === 0) return minutes.some(({ errors }) => errors > 0) ? Infinity : 0;
  return evidence(
    minutes.map((counts) => likelihoodOfErrors(counts, limit)),
    doubts,
  );
}

/**
 * For each way of clumping the logarithm of the evidence against it. Of minutes of one colour that follow each other,
 * two neighbours are compared like two colours of which neither is worse: so no mean has to be known, and a rate
 * that changes over the hour is not taken for clumps.
 */
export function doubtsOfClumping(minutes: readonly Counts[]): readonly number[] {
  const pairs = minutes.flatMap((second, index) => {
    const first = minutes[index - 1];
    return index % 2 === 1 && first !== undefined ? [likelihoodOfSplit(first, second, 1)] : [];
  });
  const likelihoods = CLUMPINGS.map((clumping) => sum(pairs.map((likelihood) => likelihood(clumping, 0))));
  const expected = logSum(CLUMPINGS.map(({ belief }, index) => Math.log(belief) + (likelihoods[index] ?? 0)));
  return likelihoods.map((likelihood) => expected - likelihood);
}

/** The least that the minutes say under any clumping which is not in doubt: under the true one it is bounded as promised. */
function evidence(minutes: readonly Likelihood[], doubts: readonly number[]): number {
  const against = CLUMPINGS.map((clumping, index) => {
    const tolerated = sum(minutes.map((likelihood) => likelihood(clumping, 0)));
    const worse = WORSE.map(
      ({ doublings, belief }) =>
        Math.log(belief) + sum(minutes.map((likelihood) => likelihood(clumping, doublings))),
    );
    return (doubts[index] ?? 0) + logSum(worse) - tolerated;
  });
  return Math.min(...against);
}

/** How the errors of a minute fall upon two colours: binomial, and what has hit both of them alike does not matter. */
function likelihoodOfSplit(candidate: Counts, stable: Counts, ratio: number): Likelihood {
  const errors = candidate.errors + stable.errors;
  if (errors === 0 || candidate.requests === 0 || stable.requests === 0) return () => 0;
  const even = Math.log((ratio * candidate.requests) / stable.requests);
  const likelihood = (step: number): number => {
    const logOdds = even + (step * Math.LN2) / STEPS;
    return candidate.errors * logOdds - errors * Math.log1p(Math.exp(logOdds));
  };
  const steps = Array.from({ length: OFFSETS.length + MOST_DOUBLINGS * STEPS }, (_, index) =>
    likelihood(index - REACH),
  );
  const most = Math.max(...steps);
  const relative = steps.map((step) => Math.exp(step - most));
  return ({ variance, disturbance }, doublings) => {
    if (variance === 0) return likelihood(doublings * STEPS);
    let mean = 0;
    for (let index = 0; index < disturbance.length; index++)
      mean += (disturbance[index] ?? 0) * (relative[index + doublings * STEPS] ?? 0);
    return most + Math.log(Math.max(mean, Number.MIN_VALUE));
  };
}

/** Poisson, or negative binomial where they clump. */
function likelihoodOfErrors({ requests, errors }: Counts, limit: number): Likelihood {
  if (requests === 0) return () => 0;
  return ({ variance }, doublings) => {
    const expected = requests * limit * 2 ** doublings;
    if (variance === 0) return errors * Math.log(expected) - expected;
    const clumped = 1 + expected * variance;
    return errors * Math.log(expected / clumped) - Math.log(clumped) / variance;
  };
}

/** The ratio of two equal gamma factors is beta prime: a bell in the logarithm, with tails that are not thin. */
function disturbanceOf(variance: number): readonly number[] {
  if (variance === 0) return [];
  const densities = OFFSETS.map((offset) => Math.cosh((offset * Math.LN2) / STEPS / 2) ** (-2 / variance));
  const total = sum(densities);
  return densities.map((density) => density / total);
}

function logSum(logarithms: readonly number[]): number {
  const largest = Math.max(...logarithms);
  return largest + Math.log(sum(logarithms.map((logarithm) => Math.exp(logarithm - largest))));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
