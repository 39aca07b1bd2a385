import * as z from "zod";
import { plan, role } from "../model/plan";
import { polling } from "../model/polling";
import { revision } from "../model/revision";
import { token } from "../model/token";
import { perColour } from "./per-colour";

export type { Plan } from "../model/plan";
export type { Polled } from "../model/polling";

const common = { token, plan };
/** Instances of the candidate. */
const size = z.number().int().min(1);
/** After the beginning of a minute: by then all of its counts have arrived. */
const lagSeconds = z.number().int().min(0);

/** Reads everything, changes nothing. */
export const event = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("preflight"), token, revision }),
  z.strictObject({ action: z.literal("empty"), ...common, polling }),
  z.strictObject({
    action: z.literal("ready"),
    ...common,
    size,
    launchTemplateVersion: z.string(),
    polling,
  }),
  z.strictObject({
    action: z.literal("deployment"),
    token,
    deploymentId: z.string().min(1),
    size,
    polling,
  }),
  z.strictObject({
    action: z.literal("targets"),
    ...common,
    of: role.default("candidate"),
    size,
    polling,
  }),
  z.strictObject({
    action: z.literal("judge"),
    ...common,
    step: z.number().int().min(1),
    steps: z.number().int().min(1),
    weight: z.number().int().min(1).max(100),
    minimumRequests: z.number().int().min(0),
    shiftedAt: z.iso.datetime(),
    lagSeconds,
    /** No further watch follows: inconclusive is a failure. */
    last: z.boolean(),
  }),
  z.strictObject({
    action: z.literal("silence"),
    ...common,
    /** Who has lost its weight, and since when. */
    leaving: role,
    since: z.iso.datetime(),
    /** Until a changed rule is in force on every node of the load balancer. */
    propagationSeconds: z.number().int().min(0),
    lagSeconds,
    polling,
  }),
]);

/** Of `judge`. */
export interface Verdict {
  readonly result: "pass" | "inconclusive";
  /** The numbers that were judged, in words. */
  readonly detail: string;
}

export const environment = z.object({
  TABLE_NAME: z.string().min(1),
  RULE_ARN: z.string().min(1),
  /** Of the production listener. */
  TARGET_GROUP_ARNS: perColour,
  /** Of the test listener. */
  TEST_TARGET_GROUP_ARNS: perColour,
  /** Names of the Auto Scaling groups, which are those of the deployment groups too. */
  FLEETS: perColour,
  APPLICATION: z.string().min(1),
  MINIMUM: z.coerce.number().int().min(1),
  /** ARN suffix, as the metrics' dimension has it. */
  LOAD_BALANCER: z.string().min(1),
  /** ARN suffixes. */
  TARGET_GROUPS: perColour,
  ALARMS: perColour,
  MAXIMUM_ERROR_PERCENT: z.coerce.number().min(0).max(100),
  MAXIMUM_CONNECTION_ERRORS: z.coerce.number().int().min(0),
});
export type ObserveEnvironment = Record<keyof z.input<typeof environment>, string>;
