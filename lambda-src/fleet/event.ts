import * as z from "zod";
import { token } from "../fencing/token";
import { plan } from "../preflight/plan";
import { polling } from "../runtime/poll";

const common = { token, plan };
const size = z.number().int().min(1);

export const event = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("hold"), ...common }),
  z.strictObject({ action: z.literal("clear"), ...common, polling }),
  z.strictObject({ action: z.literal("raise"), ...common, size }),
  z.strictObject({
    action: z.literal("ready"),
    ...common,
    size,
    launchTemplateVersion: z.string(),
    polling,
  }),
  z.strictObject({ action: z.literal("attach"), ...common }),
  z.strictObject({ action: z.literal("settle"), ...common }),
  z.strictObject({ action: z.literal("drain"), ...common }),
  z.strictObject({ action: z.literal("cleanUp"), ...common }),
  // Office hours have no plan: they follow the colour that is live by then.
  z.strictObject({ action: z.literal("close"), token }),
  z.strictObject({ action: z.literal("open"), token }),
]);
export type FleetEvent = z.infer<typeof event>;
