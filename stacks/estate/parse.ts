import { ConfigurationError, lineOf, mistakesOf, ruleOf } from "./configuration-error";
import { type Estate, estateOf } from "./estate";
import { brokenRules } from "./rules";
import { estateSchema } from "./schema";

/**
 * Checks the fields and how they fit together.
 * @throws ConfigurationError with every mistake, sorted by place.
 */
export function parseEstate(data: unknown): Estate {
  const result = estateSchema.safeParse(data, { error: ruleOf });
  const mistakes = [...(result.success ? [] : mistakesOf(result.error, data)), ...brokenRules(data)];
  if (!result.success || mistakes.length > 0)
    throw new ConfigurationError(mistakes.map((mistake) => lineOf(mistake)).sort());
  return estateOf(result.data);
}
