import jsep from "jsep";
import { AwsError } from "../gateway/service";
import type { Points } from "./metrics";

/** A number, or the points of one metric. */
export type Value = number | Points;

/** The queries of one request. */
export interface Queries {
  /** The value of another query. */
  readonly read: (id: string) => Value;
  /** Every time at which a metric of the request has a point, ascending. */
  readonly times: readonly number[];
}

const OPERATORS: Readonly<Record<string, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
};

/**
 * The part of CloudWatch's metric math that is used here: arithmetic, and `FILL(metric, number)`.
 * Points are joined by time; a time that one side lacks, and a division by zero, give no point, as in CloudWatch.
 */
export function evaluate(expression: string, { read, times }: Queries): Value {
  const refuse = (what: string): never => {
    throw invalid(`metric math: expression must be arithmetic over ids, got ${what} in ${expression}`);
  };
  const valueOf = (parsed: jsep.Expression): Value => {
    const node = parsed as jsep.CoreExpression;
    switch (node.type) {
      case "Literal":
        return typeof node.value === "number" ? node.value : refuse(node.raw);
      case "Identifier":
        return read(node.name);
      case "UnaryExpression":
        return join(OPERATORS[node.operator] ?? refuse(node.operator), 0, valueOf(node.argument));
      case "BinaryExpression": {
        const operator = OPERATORS[node.operator] ?? refuse(node.operator);
        return join(operator, valueOf(node.left), valueOf(node.right));
      }
      case "CallExpression": {
        const [series, filler, ...more] = node.arguments;
        const { name = "a call" } = node.callee as Partial<jsep.Identifier>;
        if (name !== "FILL") return refuse(name);
        if (!series || !filler || more.length > 0) throw invalid("metric math: FILL must have 2 operands");
        return fill(valueOf(series), Number(valueOf(filler)), times);
      }
      default:
        return refuse(node.type);
    }
  };
  return valueOf(parse(expression) ?? refuse("nothing readable"));
}

function parse(expression: string): jsep.Expression | undefined {
  try {
    return jsep(expression);
  } catch {
    return undefined;
  }
}

/** Applies an operator at every time that both series have. */
function join(operator: (left: number, right: number) => number, left: Value, right: Value): Value {
  const series = typeof left === "number" ? right : left;
  if (typeof series === "number") return operator(Number(left), Number(right));
  const at = (value: Value, time: number) => (typeof value === "number" ? value : (value.get(time) ?? NaN));
  const joined = [...series.keys()].map((time) => [time, operator(at(left, time), at(right, time))] as const);
  return new Map(joined.filter(([, value]) => Number.isFinite(value)));
}

function fill(series: Value, filler: number, times: readonly number[]): Value {
  if (typeof series === "number") return series;
  return new Map(times.map((time) => [time, series.get(time) ?? filler]));
}

export function invalid(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
