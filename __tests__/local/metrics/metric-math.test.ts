import fc from "fast-check";
import type { Value } from "../../../local/metrics/metric-math";
import { parseExpression } from "../../../local/metrics/metric-math";

const values = new Map<string, Value>([
  [
    "errors",
    new Map([
      [60, 1],
      [120, 3],
    ]),
  ],
  [
    "requests",
    new Map([
      [60, 10],
      [120, 0],
      [180, 20],
    ]),
  ],
]);

function evaluate(expression: string): Value {
  const value = parseExpression(expression).evaluate(values);
  return typeof value === "number" ? value : new Map(value);
}

it.each<[string, Value]>([
  ["1 + 2 * 3", 7],
  ["(1 + 2) * -3", -9],
  ["8 / 4 / 2", 1],
  ["2 > 1", 1],
  ["100 * errors / requests", new Map([[60, 10]])],
  [
    "errors + requests",
    new Map([
      [60, 11],
      [120, 3],
    ]),
  ],
  [
    "FILL(errors, 0) + requests",
    new Map([
      [60, 11],
      [120, 3],
      [180, 20],
    ]),
  ],
  [
    "IF(requests > 5, 100 * FILL(errors, 0) / requests, 0)",
    new Map([
      [60, 10],
      [180, 0],
    ]),
  ],
])("evaluates %s where all its metrics have points", (expression, expected) => {
  expect(evaluate(expression)).toEqual(expected);
});

it("names the queries that it reads", () => {
  expect(parseExpression("100 * e1 / (r + e1)").ids).toEqual(["e1", "r"]);
});

it.each(["", "1 +", "(1", "1 2", "ANOMALY_DETECTION_BAND(m1)", "a; b", "process.exit(1)"])(
  "refuses %s",
  (expression) => {
    expect(() => parseExpression(expression)).toThrow("metric math: expression must be arithmetic over ids");
  },
);

it("refuses an id that is no query and a wrong number of operands", () => {
  expect(() => evaluate("1 + unknown")).toThrow("metric math: unknown must be the id of a query");
  expect(() => evaluate("FILL(errors)")).toThrow("metric math: FILL must have 2 operands");
});

it("agrees with JavaScript on nested arithmetic", () => {
  interface Sum {
    readonly text: string;
    readonly value: number;
  }
  const { sum } = fc.letrec<{ sum: Sum }>((tie) => ({
    sum: fc.oneof(
      { maxDepth: 4 },
      fc.nat(9).map((value) => ({ text: String(value), value })),
      fc.tuple(tie("sum"), tie("sum"), tie("sum")).map(([a, b, c]) => ({
        text: `(${a.text} - ${b.text} * ${c.text})`,
        value: a.value - b.value * c.value,
      })),
      fc.tuple(tie("sum"), tie("sum"), tie("sum")).map(([a, b, c]) => ({
        text: `(${a.text} * ${b.text} + -${c.text})`,
        value: a.value * b.value + -c.value,
      })),
    ),
  }));
  fc.assert(
    fc.property(sum, ({ text, value }) => {
      expect(Number(evaluate(text)) - value).toBe(0);
    }),
  );
});
