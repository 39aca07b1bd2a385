import * as z from "zod";
import { token } from "../fencing/token";

export const event = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("acquire"), token: token.pick({ owner: true }) }),
  z.strictObject({ action: z.literal("release"), token }),
]);
