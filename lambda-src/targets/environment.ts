import * as z from "zod";
import { perColour } from "../colours/colour";

export const environment = z.object({ TARGET_GROUP_ARNS: perColour });
export type TargetsEnvironment = Record<keyof z.input<typeof environment>, string>;
