/** Numbers between 0 and 1 by chance: the same seed, the same numbers. */
export type Uniform = () => number;

/** The high bits of a 64-bit linear congruential generator, with Knuth's MMIX constants. */
export function seeded(seed: number): Uniform {
  let state = BigInt(seed);
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return (Number(state >> 32n) + 0.5) / 2 ** 32;
  };
}

/** A factor with mean 1 (Marsaglia and Tsang, 2000). @param variance above 0, at most 1 */
export function gammaFactor(uniform: Uniform, variance: number): number {
  const scale = 1 / variance - 1 / 3;
  for (;;) {
    const x = normal(uniform);
    const cube = (1 + x / Math.sqrt(9 * scale)) ** 3;
    const accepted = cube > 0 && Math.log(uniform()) < x ** 2 / 2 + scale * (1 - cube + Math.log(cube));
    if (accepted) return scale * cube * variance;
  }
}

/** Knuth's product of uniforms, in halves while the mean is large; from 300 on, a rounded normal. */
export function poisson(uniform: Uniform, mean: number): number {
  if (mean > 300) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(uniform)));
  if (mean > 30) return poisson(uniform, mean / 2) + poisson(uniform, mean / 2);
  const end = Math.exp(-mean);
  let events = -1;
  for (let product = 1; product > end; product *= uniform()) events += 1;
  return events;
}

function normal(uniform: Uniform): number {
  return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
