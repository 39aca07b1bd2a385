import * as z from "zod";
import { perColour } from "../colours/colour";

export const environment = z.object({
  /** Of the production listener. */
  TARGET_GROUP_ARNS: perColour,
  /** Of the test listener. */
  TEST_TARGET_GROUP_ARNS: perColour,
});
export type TargetsEnvironment = Record<keyof z.input<typeof environment>, string>;
