import * as z from "zod";
import { perColour } from "../colours/colour";

export const environment = z.object({
  TABLE_NAME: z.string().min(1),
  RULE_ARN: z.string().min(1),
  TARGET_GROUP_ARNS: perColour,
  /** Names of the Auto Scaling groups, which are those of the deployment groups too. */
  FLEETS: perColour,
  APPLICATION: z.string().min(1),
  MINIMUM: z.coerce.number().int().min(1),
});
export type FleetEnvironment = Record<keyof z.input<typeof environment>, string>;
