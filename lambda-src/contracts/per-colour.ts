import * as z from "zod";

export type { PerColour } from "../model/colour";

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
