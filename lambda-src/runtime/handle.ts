import type * as z from "zod";
import { InvalidEvent } from "../model/errors";
import type { Token } from "../model/token";
import { type Log, logTo, toStdout, type Write } from "./log";

/** A Lambda handler: checks the event, runs `verb`, and logs what came of it with the release's id. */
export function handle<S extends z.ZodType<{ token: Pick<Token, "owner"> }>, R>(
  schema: S,
  verb: (event: z.infer<S>, log: Log) => Promise<R>,
  write: Write = toStdout,
): (event: unknown) => Promise<R> {
  return async (raw) => {
    const parsed = schema.safeParse(raw);
    if (!parsed.success) {
      const rules = parsed.error.issues.map(
        (issue) => `${issue.path.join(".") || "event"}: ${issue.message}`,
      );
      throw new InvalidEvent(`${rules.join("; ")}, got ${JSON.stringify(raw)}`);
    }
    const log = logTo(write, parsed.data.token.owner);
    try {
      const result = await verb(parsed.data, log);
      log("done", { event: parsed.data, result });
      return result;
    } catch (error) {
      log("failed", { event: parsed.data, error: String(error) });
      throw error;
    }
  };
}
