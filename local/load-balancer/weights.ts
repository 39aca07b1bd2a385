import type { TargetGroupTuple } from "@aws-sdk/client-elastic-load-balancing-v2";

type Weighted = Pick<TargetGroupTuple, "Weight">;

/**
 * Chooses by weight: a weight of 0 is never chosen, and nothing is when every weight is 0.
 * @param random from 0 up to, not including, 1.
 */
export function pickByWeight<T extends Weighted>(choices: readonly T[], random: number): T | undefined {
  const eligible = choices.filter(({ Weight = 1 }) => Weight > 0);
  let remaining = random * eligible.reduce((sum, { Weight = 1 }) => sum + Weight, 0);
  return eligible.find(({ Weight = 1 }) => (remaining -= Weight) < 0) ?? eligible.at(-1);
}
