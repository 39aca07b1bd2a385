import * as z from "zod";

/** Proof of who holds the lock: every acquisition raises the generation, so an old token never fits again. */
export const token = z.strictObject({
  /** ARN of the execution. */
  owner: z.string().min(1),
  generation: z.number().int().min(1),
});
export type Token = z.infer<typeof token>;
