import * as z from "zod";
import { token } from "../fencing/token";
import { plan } from "../preflight/plan";
import { polling } from "../runtime/poll";

export const event = z.strictObject({
  token,
  plan,
  /** The colour of the plan whose targets are asked about. */
  of: z.enum(["live", "idle"]).default("idle"),
  size: z.number().int().min(1),
  polling,
});
export type TargetsEvent = z.infer<typeof event>;
