import * as z from "zod";
import type { Colour } from "../model/colour";
import { plan } from "../model/plan";
import { revision } from "../model/revision";
import { token } from "../model/token";
import { perColour } from "./per-colour";

const common = { token, plan };

/** The only function that changes Auto Scaling groups and deployments. */
export const event = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("hold"), ...common }),
  z.strictObject({ action: z.literal("clear"), ...common }),
  z.strictObject({ action: z.literal("raise"), ...common, size: z.number().int().min(1) }),
  z.strictObject({ action: z.literal("attach"), ...common }),
  z.strictObject({ action: z.literal("deploy"), ...common, revision }),
  z.strictObject({ action: z.literal("settle"), ...common }),
  z.strictObject({ action: z.literal("drain"), ...common }),
  z.strictObject({ action: z.literal("cleanUp"), ...common }),
  // Office hours have no plan: they follow the colour that is live by then.
  z.strictObject({ action: z.literal("close"), token }),
  z.strictObject({ action: z.literal("open"), token }),
]);

/** Of `hold`. */
export interface Size {
  /** Instances that the candidate needs. */
  readonly size: number;
}

/** Of `raise`. */
export interface Raised {
  readonly launchTemplateVersion: string;
}

/** Of `deploy`. */
export interface Started {
  readonly deploymentId: string;
}

/** Of `cleanUp`. */
export interface CleanedUp {
  /** Whether the candidate's instances were ended, too. */
  readonly drained: boolean;
}

/** Of `close`. */
export interface Closed {
  readonly closed: Colour;
}

/** Of `open`. */
export interface Opened {
  readonly opened: Colour | null;
}

export const environment = z.object({
  TABLE_NAME: z.string().min(1),
  RULE_ARN: z.string().min(1),
  TARGET_GROUP_ARNS: perColour,
  /** Names of the Auto Scaling groups, which are those of the deployment groups too. */
  FLEETS: perColour,
  APPLICATION: z.string().min(1),
  MINIMUM: z.coerce.number().int().min(1),
});
export type FleetEnvironment = Record<keyof z.input<typeof environment>, string>;
