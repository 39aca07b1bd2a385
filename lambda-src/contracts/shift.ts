import * as z from "zod";
import type { Weights } from "../model/colour";
import { plan } from "../model/plan";
import { token } from "../model/token";
import { perColour } from "./per-colour";

/** The only function that may raise a weight. */
export const event = z.strictObject({
  token,
  plan,
  /** Percent that the candidate gets. */
  weight: z.number().int().min(1).max(100),
  /** Targets that must be healthy. */
  size: z.number().int().min(1),
});

export interface Shifted {
  /** ISO time at which the load balancer took the new weights: its nodes follow one by one. */
  readonly shiftedAt: string;
  readonly weights: Weights;
}

export const environment = z.object({
  TABLE_NAME: z.string().min(1),
  RULE_ARN: z.string().min(1),
  TARGET_GROUP_ARNS: perColour,
});
export type ShiftEnvironment = Record<keyof z.input<typeof environment>, string>;
