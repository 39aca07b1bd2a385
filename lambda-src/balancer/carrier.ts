import { COLOURS, type Colour } from "../colours/colour";
import type { Weights } from "./balancer";

/** The colour that has all the weight; undefined while both have some, or neither. */
export function carrierOf(weights: Weights): Colour | undefined {
  const weighted = COLOURS.filter((colour) => weights[colour] > 0);
  return weighted.length === 1 ? weighted[0] : undefined;
}
