import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { limitRules, type Problem } from "./check";
import { valuesAt } from "./values-at";

const limit = z.strictObject({
  service: z.string(),
  operations: z.array(z.string()).optional(),
  path: z.string(),
  min: z.number().optional(),
  max: z.number().optional(),
  pattern: z.string().optional(),
  enum: z.array(z.coerce.string()).optional(),
  withoutWhiteSpace: z.literal(true).optional(),
  code: z.string().optional(),
  source: z.url(),
});

export const limits: readonly z.infer<typeof limit>[] = z
  .array(limit)
  .parse(parse(readFileSync(path.join(__dirname, "limits.yaml"), "utf8")));

/** The documented limits that an input of an operation breaks. */
export function limitProblems(
  service: string,
  operation: string,
  parameters: Readonly<Record<string, unknown>>,
): readonly Problem[] {
  return limits
    .filter((limit) => limit.service === service && (limit.operations?.includes(operation) ?? true))
    .flatMap((limit) =>
      valuesAt(parameters, limit.path).flatMap(({ path, value }) => {
        const counted = limit.withoutWhiteSpace ? String(value).replace(/\s/g, "") : value;
        return limitRules(limit, counted).map((rule): Problem => ({
          kind: "limit",
          path,
          value,
          rule,
          code: limit.code,
        }));
      }),
    );
}
