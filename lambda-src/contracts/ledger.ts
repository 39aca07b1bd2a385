import * as z from "zod";
import { caught } from "../model/caught";
import type { Colour } from "../model/colour";
import { type Plan, plan } from "../model/plan";
import { revision } from "../model/revision";
import { token } from "../model/token";

export type { Caught } from "../model/caught";
export type { Revision } from "../model/revision";
export type { Token } from "../model/token";

/** The state machine's whole state, of which a failure may have any part. */
const failureState = z.object({
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
});
export type FailureState = z.infer<typeof failureState>;

/** Keeps the release's item: its lock and its records. */
export const event = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("acquire"), token: token.pick({ owner: true }) }),
  z.strictObject({ action: z.literal("release"), token }),
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
    state: failureState,
  }),
]);

/** Of `success`. */
export interface Released {
  readonly version: string;
  readonly colour: Colour;
  readonly previous: Plan["stable"];
}

/** Of `failure`. */
export interface Told {
  readonly error: string;
  readonly cause: string;
}

export const environment = z.object({ TABLE_NAME: z.string().min(1) });
export type LedgerEnvironment = z.input<typeof environment>;
