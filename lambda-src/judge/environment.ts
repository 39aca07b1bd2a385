import * as z from "zod";
import { perColour } from "../colours/colour";

export const environment = z.object({
  /** ARN suffix, as the metrics' dimension has it. */
  LOAD_BALANCER: z.string().min(1),
  /** ARN suffixes. */
  TARGET_GROUPS: perColour,
  ALARMS: perColour,
  MAXIMUM_ERROR_PERCENT: z.coerce.number().min(0).max(100),
  MAXIMUM_CONNECTION_ERRORS: z.coerce.number().int().min(0),
});
export type JudgeEnvironment = Record<keyof z.input<typeof environment>, string>;
