import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { limitRules, type Problem } from "./check";

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

interface Found {
  /** As in a `Problem`. */
  readonly path: readonly string[];
  readonly value: unknown;
}

/** The values of an input at a path such as `Targets.*.RoleArn`, `*` being every item. */
function valuesAt(input: unknown, path: string): readonly Found[] {
  let found: readonly Found[] = [{ path: [], value: input }];
  for (const part of path.split(".")) found = found.flatMap((one) => inside(one, part));
  return found.filter(({ value }) => value !== undefined);
}

function inside({ path, value }: Found, part: string): readonly Found[] {
  if (part === "*") {
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    return items.map((item, index) => ({ path: [...path, String(index + 1), "member"], value: item }));
  }
  if (typeof value !== "object" || value === null) return [];
  return [{ path: [...path, part], value: (value as Readonly<Record<string, unknown>>)[part] }];
}
