import type * as z from "zod";
import { InvalidEnvironment } from "../model/errors";

export type Variables = Readonly<Record<string, string | undefined>>;

/** Parses a function's environment variables at load, so that a wrong one fails before any event. */
export function parseEnvironment<S extends z.ZodType>(schema: S, variables: Variables): z.infer<S> {
  const parsed = schema.safeParse(variables);
  if (parsed.success) return parsed.data;
  throw new InvalidEnvironment(
    parsed.error.issues.map((issue) => `environment: ${issue.path.join(".")}: ${issue.message}`).join("\n"),
  );
}
