import { AwsError } from "../gateway/service";

export type Matcher = (event: Record<string, unknown>) => boolean;
/** Asked with a field's value, undefined where the event has none. */
type Test = (value: unknown) => boolean;

/** Operators of EventBridge that no rule of ours uses: refused by name, never ignored. */
const NOT_SIMULATED = ["$or", "anything-but", "cidr", "equals-ignore-case", "numeric", "wildcard"];

/**
 * Whether events match an EventBridge pattern of exact values, `prefix`, `suffix` and `exists`. All of it is
 * checked at once, so that a rule is refused and not found out by the first event that gets so far.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function compile(pattern: unknown): Matcher {
  if (!isRecord(pattern)) throw invalid("Filter is not an object");
  const fields = Object.entries(pattern).map(([name, expected]): [string, Test] => {
    if (NOT_SIMULATED.includes(name)) throw notSimulated(name);
    return [name, Array.isArray(expected) ? anyOf(name, expected) : nested(name, expected)];
  });
  return (event) => fields.every(([name, test]) => test(event[name]));
}

/** One of an array's objects must match; a missing one has no fields, which `exists: false` asks for. */
function nested(name: string, expected: unknown): Test {
  if (!isRecord(expected)) throw invalid(`"${name}" must be an object or an array`);
  const matches = compile(expected);
  return (value) =>
    (Array.isArray(value) ? value : [value]).some((item) => matches(isRecord(item) ? item : {}));
}

function anyOf(name: string, candidates: readonly unknown[]): Test {
  if (candidates.length === 0) throw invalid("Empty arrays are not allowed");
  const tests = candidates.map((candidate) => testOf(name, candidate));
  return (value) => tests.some((test) => test(value));
}

function testOf(name: string, candidate: unknown): Test {
  if (Array.isArray(candidate)) throw invalid(`"${name}" must not have an array in its array`);
  if (!isRecord(candidate)) return (value) => leaves(value).includes(candidate);
  const [[operator, operand] = ["", undefined], ...more] = Object.entries(candidate);
  if (more.length > 0) throw invalid("Only one key allowed in match expression");
  if (NOT_SIMULATED.includes(operator)) throw notSimulated(operator);
  switch (operator) {
    case "exists":
      if (typeof operand !== "boolean") throw invalid("exists match pattern must be either true or false.");
      return (value) => operand === leaves(value).length > 0;
    case "prefix":
    case "suffix": {
      if (isRecord(operand)) throw notSimulated(Object.keys(operand).join());
      if (typeof operand !== "string") throw invalid("prefix/suffix match pattern must be a string");
      const holds = (text: string) =>
        operator === "prefix" ? text.startsWith(operand) : text.endsWith(operand);
      return (value) => leaves(value).some((leaf) => typeof leaf === "string" && holds(leaf));
    }
    default:
      throw invalid(`Unrecognized match type ${operator}`);
  }
}

/** What `exists` sees: values, those of an array one by one, but no object. */
function leaves(value: unknown): readonly unknown[] {
  return (Array.isArray(value) ? value : [value]).filter((leaf) => leaf !== undefined && !isRecord(leaf));
}

function invalid(reason: string): AwsError {
  return new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${reason}`);
}

function notSimulated(operator: string): AwsError {
  return invalid(`${operator} is not simulated by local AWS`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
