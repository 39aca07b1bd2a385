import * as z from "zod";
import { perColour } from "../colours/colour";

export const environment = z.object({
  TABLE_NAME: z.string().min(1),
  APPLICATION: z.string().min(1),
  DEPLOYMENT_GROUPS: perColour,
});
export type DeploymentEnvironment = Record<keyof z.input<typeof environment>, string>;
