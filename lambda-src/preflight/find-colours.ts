import { COLOURS, type Colour, other } from "../colours/colour";
import { PreflightFailed } from "../errors/release-error";
import type { Target, Weights } from "../balancer/balancer";

export interface Colours {
  readonly live: Colour | undefined;
  readonly idle: Colour;
}

/**
 * Live is the colour that has all the weight, if anything stands behind it; idle never has weight.
 * Weights on both colours are what an interrupted release leaves behind, and are nobody's to guess about.
 */
export function findColours(weights: Weights, targets: (colour: Colour) => readonly Target[]): Colours {
  const weighted = COLOURS.filter((colour) => weights[colour] > 0);
  const [only] = weighted;
  if (only === undefined || weighted.length > 1) {
    throw new PreflightFailed(
      `production rule: weights must be on one colour, got blue ${weights.blue} and green ${weights.green}`,
    );
  }
  return { live: targets(only).length > 0 ? only : undefined, idle: other(only) };
}
