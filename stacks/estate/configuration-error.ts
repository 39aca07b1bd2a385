import { inspect } from "node:util";
import { z } from "zod";

/** Every mistake in what an adopter wrote, one line each. */
export class ConfigurationError extends Error {
  constructor(readonly mistakes: readonly string[]) {
    super(mistakes.join("\n"));
    this.name = "ConfigurationError";
  }
}

/** A broken rule: where, what it wants and what it got. */
export interface Mistake {
  readonly path: readonly PropertyKey[];
  /** `must be at least 1`. */
  readonly rule: string;
  readonly got: unknown;
}

/** What a schema refuses in `data`, as rules. */
export function mistakesOf(error: z.ZodError, data: unknown): Mistake[] {
  const ofWrongType = new Set(
    error.issues.filter(({ code }) => code === "invalid_type").map(({ path }) => path.join()),
  );
  return error.issues.flatMap((issue): Mistake[] => {
    // What has the wrong type is neither too long nor too short.
    if (issue.code !== "invalid_type" && ofWrongType.has(issue.path.join())) return [];
    // A whole number is also at most the largest that is exact.
    if (issue.code === "too_big" && error.issues.some((other) => isStricter(other, issue))) return [];
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => {
        const path = [...issue.path, key];
        return { path, rule: "must be absent, since nothing knows it", got: valueAt(data, path) };
      });
    const closest = issue.code === "invalid_union" ? closestOf(issue.errors) : undefined;
    if (closest !== undefined)
      return mistakesOf(new z.ZodError(closest), valueAt(data, issue.path)).map((mistake) => ({
        ...mistake,
        path: [...issue.path, ...mistake.path],
      }));
    return [{ path: issue.path, rule: issue.message, got: valueAt(data, issue.path) }];
  });
}

function isStricter(other: z.core.$ZodIssue, issue: z.core.$ZodIssueTooBig): boolean {
  return other.code === "too_big" && other.path.join() === issue.path.join() && other.maximum < issue.maximum;
}

/** What the option of a union refuses that an object was meant for: the one that knows the most of its fields. */
function closestOf(options: readonly z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  const unknown = (issues: readonly z.core.$ZodIssue[]) =>
    issues.reduce((sum, issue) => sum + (issue.code === "unrecognized_keys" ? issue.keys.length : 0), 0);
  return options
    .filter((issues) => issues.every(({ code, path }) => path.length > 0 || code === "unrecognized_keys"))
    .sort((one, other) => unknown(one) - unknown(other) || one.length - other.length)[0];
}

/** `environments.dev.account: must be 12 digits, got "1"`, or `bucket must be a string, got 3` in a file. */
export function lineOf({ path, rule, got }: Mistake, file?: string): string {
  const place =
    path.length === 0
      ? "estate"
      : path
          .map((part, index) => {
            if (typeof part === "number") return `[${part}]`;
            // A name that would not show where it ends.
            if (!/^[\w-]+$/.test(String(part))) return `[${JSON.stringify(part)}]`;
            return `${index > 0 ? "." : ""}${String(part)}`;
          })
          .join("");
  return file === undefined
    ? `${place}: ${rule}, got ${shown(got)}`
    : `${file}: ${place} ${rule}, got ${shown(got)}`;
}

/** Words for the issues whose schema has none of its own. */
export function ruleOf(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${article(issue.expected)}`;
    case "invalid_value":
      return `must be ${oneOf(issue.values.map(shown))}`;
    case "too_small":
      return `must ${sized(issue.origin, "at least", issue.minimum)}`;
    case "too_big":
      return `must ${sized(issue.origin, "at most", issue.maximum)}`;
    case "invalid_format":
      return issue.format === "cidrv4"
        ? "must be an IPv4 CIDR"
        : issue.format === "starts_with"
          ? `must start with ${String(issue.prefix)}`
          : `must have the format ${issue.format}`;
    default:
      return "must be valid";
  }
}

const LONGEST_SHOWN = 200;

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = asText(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

function asText(value: unknown): string {
  // JSON knows neither NaN nor infinity, nothing of code, and no way out of a circle.
  if (typeof value === "number") return String(value);
  try {
    return JSON.stringify(value) ?? inspect(value);
  } catch {
    return inspect(value, { breakLength: Infinity });
  }
}

export function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    data,
  );
}

function article(type: string): string {
  if (type === "int") return "a whole number";
  // To who writes it, a record is an object as any other.
  return /^[aeior]/.test(type) ? `an ${type.replace("record", "object")}` : `a ${type}`;
}

function oneOf(values: readonly string[]): string {
  return values.length > 1 ? `one of ${values.join(", ")}` : values.join("");
}

function sized(origin: string, bound: string, limit: number | bigint): string {
  if (origin === "array") return `have ${bound} ${limit} ${limit === 1 ? "entry" : "entries"}`;
  if (origin === "string") return `have ${bound} ${limit} ${limit === 1 ? "character" : "characters"}`;
  return `be ${bound} ${limit}`;
}
