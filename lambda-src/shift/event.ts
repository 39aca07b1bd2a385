import * as z from "zod";
import { token } from "../fencing/token";
import { plan } from "../preflight/plan";

export const event = z.strictObject({
  token,
  plan,
  /** Percent that the new colour gets. */
  weight: z.number().int().min(1).max(100),
  /** Targets that must be healthy. */
  size: z.number().int().min(1),
});
