import type { Points } from "./metrics";

/** A number, or the points of one metric. */
export type Value = number | Points;

/** A parsed expression; `ids` are the queries that it reads. */
export interface Expression {
  readonly ids: readonly string[];
  evaluate(values: ReadonlyMap<string, Value>): Value;
}

type Node =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "id"; readonly id: string }
  | { readonly kind: "call"; readonly name: "IF" | "FILL"; readonly operands: readonly Node[] }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Node; readonly right: Node };

const OPERATORS: Readonly<Record<string, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "<": (left, right) => Number(left < right),
  "<=": (left, right) => Number(left <= right),
  ">": (left, right) => Number(left > right),
  ">=": (left, right) => Number(left >= right),
  "==": (left, right) => Number(left === right),
  "!=": (left, right) => Number(left !== right),
};
/** Loosest first. */
const PRECEDENCE: readonly (readonly string[])[] = [
  ["<", "<=", ">", ">=", "==", "!="],
  ["+", "-"],
  ["*", "/"],
];
const OPERAND_COUNT = { IF: 3, FILL: 2 } as const;

/**
 * The part of CloudWatch's metric math that alarms of ours use: arithmetic, comparisons, `IF(condition, a, b)`
 * and `FILL(metric, number)`. Points are joined by time; a time that one side lacks, and a division by zero,
 * give no point, as in CloudWatch.
 */
export function parseExpression(text: string): Expression {
  const root = new Parser(text).parse();
  const ids = new Set<string>();
  collectIds(root, ids);
  return { ids: [...ids], evaluate: (values) => evaluate(root, values) };
}

class Parser {
  private readonly tokens: readonly string[];
  private next = 0;

  constructor(private readonly text: string) {
    const tokens = text.match(/\d+(?:\.\d+)?|[A-Za-z]\w*|[<>=!]=|[-+*/()<>,]|\S/g);
    this.tokens = tokens ?? [];
  }

  parse(): Node {
    const node = this.binary(0);
    if (this.peek() !== undefined) this.fail();
    return node;
  }

  private binary(level: number): Node {
    const operators = PRECEDENCE[level];
    if (!operators) return this.operand();
    let left = this.binary(level + 1);
    for (let operator = this.peek(); operator && operators.includes(operator); operator = this.peek()) {
      this.next += 1;
      left = { kind: "binary", operator, left, right: this.binary(level + 1) };
    }
    return left;
  }

  private operand(): Node {
    const token = this.take();
    if (token === "(") {
      const inner = this.binary(0);
      this.expect(")");
      return inner;
    }
    if (token === "-") {
      return { kind: "binary", operator: "-", left: { kind: "number", value: 0 }, right: this.operand() };
    }
    if (token !== undefined && /^\d/.test(token)) return { kind: "number", value: Number(token) };
    if (token === "IF" || token === "FILL") return this.call(token);
    if (token !== undefined && /^[a-z]\w*$/.test(token)) return { kind: "id", id: token };
    this.next -= 1;
    return this.fail();
  }

  private call(name: "IF" | "FILL"): Node {
    this.expect("(");
    const operands = [this.binary(0)];
    while (this.peek() === ",") {
      this.next += 1;
      operands.push(this.binary(0));
    }
    this.expect(")");
    if (operands.length !== OPERAND_COUNT[name]) {
      throw new Error(`metric math: ${name} must have ${OPERAND_COUNT[name]} operands, got ${this.text}`);
    }
    return { kind: "call", name, operands };
  }

  private peek(): string | undefined {
    return this.tokens[this.next];
  }

  private take(): string | undefined {
    return this.tokens[this.next++];
  }

  private expect(token: string): void {
    if (this.peek() !== token) this.fail();
    this.next += 1;
  }

  private fail(): never {
    const token = this.peek() ?? "the end";
    throw new Error(`metric math: expression must be arithmetic over ids, got ${token} in ${this.text}`);
  }
}

function collectIds(node: Node, ids: Set<string>): void {
  if (node.kind === "id") ids.add(node.id);
  if (node.kind === "call") node.operands.forEach((operand) => collectIds(operand, ids));
  if (node.kind === "binary") [node.left, node.right].forEach((operand) => collectIds(operand, ids));
}

function evaluate(node: Node, values: ReadonlyMap<string, Value>): Value {
  switch (node.kind) {
    case "number":
      return node.value;
    case "id": {
      const value = values.get(node.id);
      if (value === undefined) throw new Error(`metric math: ${node.id} must be the id of a query`);
      return value;
    }
    case "binary": {
      const operator = OPERATORS[node.operator];
      if (!operator) throw new Error(`metric math: operator must be known, got ${node.operator}`);
      const operands = [evaluate(node.left, values), evaluate(node.right, values)];
      return join(operands, ([left, right]) => operator(left ?? NaN, right ?? NaN));
    }
    case "call": {
      const operands = node.operands.map((operand) => evaluate(operand, values));
      if (node.name === "FILL") return fill(operands, values);
      return join(operands, ([condition, then, otherwise]) => (condition ? then : otherwise) ?? NaN);
    }
  }
}

/** Applies `combine` at every time that all series have. */
function join(operands: readonly Value[], combine: (numbers: readonly number[]) => number): Value {
  const at = (time: number) =>
    operands.map((operand) => (typeof operand === "number" ? operand : operand.get(time)));
  const series = operands.find((operand) => typeof operand !== "number");
  if (series === undefined) return combine(at(0).map((value) => value ?? NaN));
  const result = new Map<number, number>();
  for (const time of series.keys()) {
    const numbers = at(time).filter((value) => value !== undefined);
    const value = numbers.length === operands.length ? combine(numbers) : NaN;
    if (Number.isFinite(value)) result.set(time, value);
  }
  return result;
}

/** Gives the filled series a point at every time that another series of the request has. */
function fill([series, filler]: readonly Value[], values: ReadonlyMap<string, Value>): Value {
  if (series === undefined || typeof series === "number") return series ?? NaN;
  const times = [...values.values()].flatMap((value) => (typeof value === "number" ? [] : [...value.keys()]));
  const sorted = [...new Set(times)].sort((a, b) => a - b);
  return new Map(sorted.map((time) => [time, series.get(time) ?? Number(filler)]));
}
