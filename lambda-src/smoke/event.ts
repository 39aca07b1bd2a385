import * as z from "zod";
import { token } from "../fencing/token";
import { plan } from "../preflight/plan";

export const event = z.strictObject({ token, plan, version: z.string().min(1) });
