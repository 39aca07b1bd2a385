import type { Shape, ShapeType } from "./model";

/** One way in which a value is not what the model says. */
export interface Problem {
  readonly kind: "unknown" | "missing" | "type" | "limit";
  /** Names of members from the outside in, items of a list by their number from 1. */
  readonly path: readonly string[];
  readonly value: unknown;
  /** In the words of AWS's own services. */
  readonly rule: string;
  /** AWS's error code. @default - as the service's protocol has it */
  readonly code?: string;
}

/** Everything about a value that its shape does not allow. */
export function problemsOf(
  shape: Shape,
  value: unknown,
  limitsOf: (shape: Shape) => Limits = (all) => all,
  path: readonly string[] = [],
): readonly Problem[] {
  const problem = (kind: Problem["kind"], rule: string): Problem => ({ kind, path, value, rule });
  if (!types[shape.type](value)) return [problem("type", `Member must be of type ${shape.type}`)];
  return [
    ...limitRules(limitsOf(shape), value).map((rule) => problem("limit", rule)),
    ...(shape.type === "structure" ? membership(shape, value as Members, path) : []),
    ...partsOf(shape, value).flatMap((part) =>
      problemsOf(part.shape, part.value, limitsOf, [...path, ...part.at]),
    ),
  ];
}

type Members = Readonly<Record<string, unknown>>;

/** What is unknown comes first: it is most often the misspelt name of what is missing. */
function membership(
  { members, required = [] }: Shape,
  value: Members,
  path: readonly string[],
): readonly Problem[] {
  const problem = (kind: Problem["kind"], name: string, rule: string): Problem => {
    return { kind, path: [...path, name], value: value[name] ?? null, rule };
  };
  const given = Object.keys(value).filter((name) => value[name] !== undefined);
  return [
    ...given
      .filter((name) => !members.has(name))
      .map((name) => problem("unknown", name, "Member must be known to the operation")),
    ...required
      .filter((name) => value[name] === undefined)
      .map((name) => problem("missing", name, "Member must not be null")),
  ];
}

/** Members, items, or keys and values. */
function partsOf({ type, members, member, key, value: ofMap }: Shape, value: unknown) {
  if (type !== "structure" && type !== "list" && type !== "map") return [];
  return Object.entries(value as object).flatMap(([name, item]: [string, unknown]) => {
    const shape = (members.get(name) ?? member ?? ofMap)?.shape;
    if (!shape || (type === "structure" && item === undefined)) return [];
    const at = type === "list" ? [String(Number(name) + 1), "member"] : [name];
    return [...(key ? [{ shape: key.shape, value: name, at }] : []), { shape, value: item, at }];
  });
}

const isText = (value: unknown): boolean => typeof value === "string";
// JSON writes what is no number of its own as a text.
const isNumber = (value: unknown): boolean =>
  typeof value === "number" || (isText(value) && /^(NaN|-?Infinity)$/.test(String(value)));
const isObject = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Date) &&
  !(value instanceof Uint8Array);

const types: Readonly<Record<ShapeType, (value: unknown) => boolean>> = {
  structure: isObject,
  map: isObject,
  list: Array.isArray,
  string: isText,
  blob: (value) => value instanceof Uint8Array,
  boolean: (value) => typeof value === "boolean",
  timestamp: (value) => value instanceof Date,
  integer: Number.isInteger,
  long: Number.isInteger,
  float: isNumber,
  double: isNumber,
};

export type Limits = Pick<Shape, "min" | "max" | "pattern" | "enum">;

/** Of a shape, or of a row in the table of documented limits. */
export function limitRules({ min, max, pattern, enum: allowed }: Limits, value: unknown): readonly string[] {
  const size = sizeOf(value);
  const measure = typeof value === "number" ? "value" : "length";
  const rules: string[] = [];
  if (min !== undefined && size < min)
    rules.push(`Member must have ${measure} greater than or equal to ${min}`);
  if (max !== undefined && size > max) rules.push(`Member must have ${measure} less than or equal to ${max}`);
  if (pattern !== undefined && typeof value === "string" && !compile(pattern).test(value)) {
    rules.push(`Member must satisfy regular expression pattern: ${pattern}`);
  }
  if (allowed && !allowed.includes(String(value))) {
    rules.push(`Member must satisfy enum value set: [${allowed.join(", ")}]`);
  }
  return rules;
}

function sizeOf(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "string") return [...value].length;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  return typeof value === "object" && value !== null ? Object.keys(value).length : 0;
}

const patterns = new Map<string, RegExp>();

/** The models have Java's patterns, which AWS matches against the whole text. */
export function compile(pattern: string): RegExp {
  const known = patterns.get(pattern);
  if (known) return known;
  const source = pattern
    .replaceAll(String.raw`\uD800\uDC00-\uDBFF\uDFFF`, String.raw`\u{10000}-\u{10FFFF}`)
    .replaceAll(String.raw`\p{Print}`, "[ -~]")
    .replaceAll("(?i)", "");
  // A Unicode pattern allows no needless escapes, which the models have where they name no Unicode class.
  const made = new RegExp(`^(?:${source})$`, /\\[pu]\{/.test(source) ? "u" : "");
  patterns.set(pattern, made);
  return made;
}
