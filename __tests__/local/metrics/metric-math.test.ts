import fc from "fast-check";
import type { Value } from "../../../local/metrics/metric-math";
import { evaluate as evaluateMath } from "../../../local/metrics/metric-math";

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
  const read = (id: string): Value => {
    const value = values.get(id);
    if (value === undefined) throw new Error(`no query ${id}`);
    return value;
  };
  const value = evaluateMath(expression, { read, times: [60, 120, 180] });
  return typeof value === "number" ? value : new Map(value);
}

it.each<[string, Value]>([
  ["1 + 2 * 3", 7],
  ["(1 + 2) * -3", -9],
  ["8 / 4 / 2", 1],
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
])("evaluates %s where all its metrics have points", (expression, expected) => {
  expect(evaluate(expression)).toEqual(expected);
});

it.each([
  "",
  "1 +",
  "(1",
  "1 2",
  "errors > 1",
  "!errors",
  "'errors'",
  "errors.size",
  "IF(errors, 1, 0)",
  "ANOMALY_DETECTION_BAND(m1)",
  "a; b",
  "process.exit(1)",
])("refuses %s", (expression) => {
  expect(() => evaluate(expression)).toThrow("metric math: expression must be arithmetic over ids");
});

it("refuses a wrong number of operands", () => {
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
