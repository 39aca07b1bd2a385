import * as z from "zod";
import { colour } from "../colours/colour";

/** What a release is going to do to the two colours; the state machine passes it on. */
export const plan = z.strictObject({
  /** The colour that carries all traffic; null in an empty environment: the first release has no way back. */
  live: z.strictObject({ colour, version: z.string().nullable() }).nullable(),
  /**
   * No instance stands behind the live colour, as outside of office hours: the release starts some first, since it
   * may have to go back.
   */
  asleep: z.boolean().default(false),
  /** The colour without traffic, which gets the new version. */
  idle: colour,
  /** The production rule's target groups as they are now, in `ModifyRule`'s own form. */
  wayBack: z.array(z.strictObject({ TargetGroupArn: z.string(), Weight: z.number() })),
  first: z.boolean(),
});
export type Plan = z.infer<typeof plan>;
