import * as z from "zod";
import { token } from "../fencing/token";
import { plan } from "../preflight/plan";

export const event = z.strictObject({
  token,
  plan,
  step: z.number().int().min(1),
  steps: z.number().int().min(1),
  weight: z.number().int().min(1).max(100),
  minimumRequests: z.number().int().min(0),
  shiftedAt: z.iso.datetime(),
  last: z.boolean(),
});
