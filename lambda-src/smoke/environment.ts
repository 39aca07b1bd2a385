import * as z from "zod";

export const environment = z.object({
  /** Where the test listener answers, such as `http://name:8081`. */
  TEST_LISTENER_URL: z.url(),
  SMOKE_PATH: z.string().startsWith("/"),
});
export type SmokeEnvironment = Record<keyof z.input<typeof environment>, string>;
