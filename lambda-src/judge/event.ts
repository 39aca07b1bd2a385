import * as z from "zod";
import { token } from "../fencing/token";
import { plan } from "../preflight/plan";
import { polling } from "../runtime/poll";

/** After the beginning of a minute: by then all of its counts have arrived. */
const lagSeconds = z.number().int().min(0);

export const event = z.discriminatedUnion("action", [
  z.strictObject({
    action: z.literal("judge"),
    token,
    plan,
    step: z.number().int().min(1),
    steps: z.number().int().min(1),
    weight: z.number().int().min(1).max(100),
    minimumRequests: z.number().int().min(0),
    shiftedAt: z.iso.datetime(),
    lagSeconds,
    last: z.boolean(),
  }),
  z.strictObject({
    action: z.literal("silence"),
    token,
    plan,
    /** The colour of the plan that has lost its weight, and since when. */
    leaving: z.enum(["live", "idle"]),
    since: z.iso.datetime(),
    /** Until a changed rule is in force on every node of the load balancer. */
    propagationSeconds: z.number().int().min(0),
    lagSeconds,
    polling,
  }),
]);
export type ObservationEvent = z.infer<typeof event>;
