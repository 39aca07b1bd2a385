/**
 * Whether an event matches an EventBridge pattern: each field is a list of exact values, `{"prefix": …}`,
 * `{"suffix": …}` or `{"exists": …}`. An operator that is not known here is an error, not a match.
 */
export function matches(pattern: Record<string, unknown>, event: Record<string, unknown>): boolean {
  return Object.entries(pattern).every(([field, expected]) => {
    const actual = event[field];
    if (Array.isArray(expected)) return expected.some((candidate) => matchesValue(candidate, actual));
    return isRecord(expected) && isRecord(actual) && matches(expected, actual);
  });
}

function matchesValue(candidate: unknown, actual: unknown): boolean {
  if (!isRecord(candidate)) return candidate === actual;
  if (typeof candidate["prefix"] === "string")
    return typeof actual === "string" && actual.startsWith(candidate["prefix"]);
  if (typeof candidate["suffix"] === "string")
    return typeof actual === "string" && actual.endsWith(candidate["suffix"]);
  if (typeof candidate["exists"] === "boolean") return candidate["exists"] === (actual !== undefined);
  throw new Error(`event pattern: ${JSON.stringify(candidate)} is not simulated`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
