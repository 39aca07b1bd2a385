import { carrierOf } from "../balancer/carrier";
import { type Colour, other } from "../colours/colour";
import { PreflightFailed } from "../errors/release-error";
import type { Weights } from "../balancer/balancer";

export interface Colours {
  readonly live: Colour | undefined;
  readonly idle: Colour;
}

/**
 * Live is the colour that has all the weight, if anything stands behind it or did when it was last released; idle
 * never has weight. Weights on both colours are what an interrupted release leaves behind, and are nobody's to guess
 * about.
 */
export function findColours(weights: Weights, isUsed: (colour: Colour) => boolean): Colours {
  const only = carrierOf(weights);
  if (only === undefined) {
    throw new PreflightFailed(
      `production rule: weights must be on one colour, got blue ${weights.blue} and green ${weights.green}`,
    );
  }
  return { live: isUsed(only) ? only : undefined, idle: other(only) };
}
