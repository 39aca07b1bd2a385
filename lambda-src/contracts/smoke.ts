import * as z from "zod";
import { plan } from "../model/plan";
import { token } from "../model/token";

/** Asks the candidate who it is, from inside the VPC. */
export const event = z.strictObject({ token, plan, version: z.string().min(1) });

export const environment = z.object({
  /** Where the test listener answers, such as `http://name:8081`. */
  TEST_LISTENER_URL: z.url(),
  SMOKE_PATH: z.string().startsWith("/"),
  /** PEM of the only authorities that it trusts; empty for those that Node.js knows. */
  CERTIFICATE_AUTHORITY: z.string(),
});
export type SmokeEnvironment = Record<keyof z.input<typeof environment>, string>;
