import * as z from "zod";
import { perColour } from "../colours/colour";

export const environment = z.object({
  TABLE_NAME: z.string().min(1),
  RULE_ARN: z.string().min(1),
  TARGET_GROUP_ARNS: perColour,
});
export type ShiftEnvironment = Record<keyof z.input<typeof environment>, string>;
