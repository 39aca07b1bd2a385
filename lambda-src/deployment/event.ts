import * as z from "zod";
import { revision } from "../deployments/deployments";
import { token } from "../fencing/token";
import { plan } from "../preflight/plan";
import { polling } from "../runtime/poll";

export const event = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("start"), token, plan, revision }),
  z.strictObject({
    action: z.literal("status"),
    token,
    deploymentId: z.string().min(1),
    size: z.number().int().min(1),
    polling,
  }),
]);
