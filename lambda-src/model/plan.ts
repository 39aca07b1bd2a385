import * as z from "zod";
import { type Colour, colour } from "./colour";

/** A colour's part in one release. */
export const role = z.enum(["stable", "candidate"]);
export type Role = z.infer<typeof role>;

/** What a release is going to do to the two colours; the state machine passes it on. */
export const plan = z.strictObject({
  /** The colour that carries all traffic; null in an empty environment: the first release has no way back. */
  stable: z.strictObject({ colour, version: z.string().nullable() }).nullable(),
  /**
   * No instance stands behind the stable colour, as outside of office hours: the release starts some first, since it
   * may have to go back.
   */
  asleep: z.boolean().default(false),
  /** The colour without traffic, which gets the new version. */
  candidate: colour,
  /** The production rule's target groups as they are now, in `ModifyRule`'s own form. */
  wayBack: z.array(z.strictObject({ TargetGroupArn: z.string(), Weight: z.number() })),
  first: z.boolean(),
});
export type Plan = z.infer<typeof plan>;

/** Undefined for the stable colour of a first release. */
export function colourOf({ stable, candidate }: Plan, role: Role): Colour | undefined {
  return role === "candidate" ? candidate : stable?.colour;
}
