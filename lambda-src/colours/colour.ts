import * as z from "zod";

export const colour = z.enum(["blue", "green"]);
export type Colour = z.infer<typeof colour>;
export const COLOURS: readonly Colour[] = colour.options;

export type PerColour<T> = Readonly<Record<Colour, T>>;

export function other(one: Colour): Colour {
  return one === "blue" ? "green" : "blue";
}

/** An environment variable that holds `{"blue": "…", "green": "…"}`. */
export const perColour = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: "custom", message: "must be JSON" });
      return z.NEVER;
    }
  })
  .pipe(z.strictObject({ blue: z.string().min(1), green: z.string().min(1) }));
