import * as z from "zod";

export const colour = z.enum(["blue", "green"]);
export type Colour = z.infer<typeof colour>;
export const COLOURS: readonly Colour[] = colour.options;

export type PerColour<T> = Readonly<Record<Colour, T>>;

/** Percent of the requests. */
export type Weights = PerColour<number>;

export function other(one: Colour): Colour {
  return one === "blue" ? "green" : "blue";
}

/** The colour that has all the weight; undefined while both have some, or neither. */
export function carrierOf(weights: Weights): Colour | undefined {
  const weighted = COLOURS.filter((colour) => weights[colour] > 0);
  return weighted.length === 1 ? weighted[0] : undefined;
}
