import { ConfigurationError, lineOf, mistakesOf, ruleOf } from "./configuration-error";
import type { Mistake } from "./configuration-error";
import type { Estate } from "./environment";
import { estateSchema } from "./environment";
import { brokenRules } from "./estate-rules";

/**
 * Checks the fields and how they fit together.
 * @throws ConfigurationError with every mistake, sorted by place.
 */
export function parseEstate(data: unknown): Estate {
  const result = estateSchema.safeParse(data, { error: ruleOf });
  const mistakes = [...(result.success ? [] : mistakesOf(result.error, data)), ...brokenRules(data)];
  if (!result.success || mistakes.length > 0)
    throw new ConfigurationError(mistakes.map((mistake) => lineOf(shortened(mistake))).sort());
  return result.data;
}

/** Names are unique without the level that holds them: `production.region`, not `environments.production.region`. */
function shortened(mistake: Mistake): Mistake {
  const [first, ...rest] = mistake.path;
  return first === "environments" && rest.length > 0 ? { ...mistake, path: rest } : mistake;
}
