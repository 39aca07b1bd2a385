import * as z from "zod";
import { revision } from "../deployments/deployments";
import { token } from "../fencing/token";
import { plan } from "../preflight/plan";
import { caught } from "./explain";

export const event = z.discriminatedUnion("action", [
  z.strictObject({
    action: z.literal("success"),
    token,
    version: z.string(),
    revision,
    plan,
    launchTemplateVersion: z.string(),
  }),
  z.strictObject({
    action: z.literal("failure"),
    /** Without a generation: the release never got the lock. */
    token: token.partial({ generation: true }),
    /** The state machine's whole state, of which a failure may have any part. */
    state: z.object({
      version: z.string().default("unknown"),
      plan: z.object({ result: plan }).optional(),
      /** Present once traffic was to be shifted. */
      steps: z
        .object({ done: z.number(), count: z.number(), current: z.object({ weight: z.number() }).optional() })
        .optional(),
      error: caught,
      wayBackError: caught.optional(),
      cleanUpError: caught.optional(),
      /** The version passed every gate: it is live all the same. */
      live: z.boolean().default(false),
    }),
  }),
]);
