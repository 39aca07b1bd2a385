export interface Weighted {
  readonly weight: number;
}

/**
 * Chooses by weight: a weight of 0 is never chosen, and nothing is when every weight is 0.
 * @param random from 0 up to, not including, 1.
 */
export function pickByWeight<T extends Weighted>(choices: readonly T[], random: number): T | undefined {
  const eligible = choices.filter(({ weight }) => weight > 0);
  const total = eligible.reduce((sum, { weight }) => sum + weight, 0);
  let remaining = random * total;
  for (const choice of eligible) {
    remaining -= choice.weight;
    if (remaining < 0) return choice;
  }
  return eligible.at(-1);
}
