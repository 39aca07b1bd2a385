import * as z from "zod";
import { token } from "../fencing/token";
import { plan } from "../preflight/plan";
import { polling } from "../runtime/poll";

export const event = z.strictObject({ token, plan, size: z.number().int().min(1), polling });
