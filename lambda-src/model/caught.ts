import * as z from "zod";

/** An error as `Catch` hands it over. */
export const caught = z.object({ Error: z.string(), Cause: z.string().default("") });
export type Caught = z.infer<typeof caught>;

const lambdaCause = z.object({ errorMessage: z.string() });

/**
 * What a person needs to read: a Lambda's cause is JSON around its message, others are plain text, and a time-out
 * has none.
 */
export function explain({ Error: code, Cause }: Caught): { error: string; cause: string } {
  return { error: code, cause: messageOf(Cause) || code };
}

function messageOf(cause: string): string {
  try {
    const parsed = lambdaCause.safeParse(JSON.parse(cause));
    return parsed.success ? parsed.data.errorMessage : cause;
  } catch {
    return cause;
  }
}
