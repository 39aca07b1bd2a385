import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { evaluateAlarm } from "../../../local/alarms/evaluate-alarm";

const rule: MetricAlarm = {
  ComparisonOperator: "GreaterThanThreshold",
  Threshold: 5,
  EvaluationPeriods: 3,
  DatapointsToAlarm: 3,
};
const twoOfThree = { ...rule, DatapointsToAlarm: 2 };

/** `0`: below the threshold, `X`: above it, `-`: missing; oldest first. */
function points(text: string) {
  const values = text.split(" ").map((mark, index): [number, number] => {
    return [index * 60_000, mark === "X" ? 9 : mark === "0" ? 0 : NaN];
  });
  return new Map(values.filter(([, value]) => !Number.isNaN(value)));
}

const treatments = ["missing", "ignore", "breaching", "notBreaching"];

/** The two tables of CloudWatch's guide, "Configuring how CloudWatch alarms treat missing data". */
it.each([
  [rule, "0 - X - X", ["OK", "OK", "OK", "OK"]],
  [rule, "0 - - - -", ["OK", "OK", "OK", "OK"]],
  [rule, "- - - - -", ["INSUFFICIENT_DATA", undefined, "ALARM", "OK"]],
  [rule, "0 X X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
  [rule, "- - X - -", ["ALARM", undefined, "ALARM", "OK"]],
  [twoOfThree, "0 - X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
  [twoOfThree, "0 0 X 0 X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
  [twoOfThree, "0 - X - -", ["OK", "OK", "ALARM", "OK"]],
  [twoOfThree, "- - - - 0", ["OK", "OK", "ALARM", "OK"]],
  [twoOfThree, "- - - X -", ["ALARM", undefined, "ALARM", "OK"]],
])("judges $DatapointsToAlarm of 3 on %s as the guide says", (base, text, expected) => {
  const states = treatments.map(
    (TreatMissingData) => evaluateAlarm({ ...base, TreatMissingData }, points(text))?.state,
  );
  expect(states).toEqual(expected);
});

it("is not breached by the threshold itself", () => {
  const single = { ...rule, EvaluationPeriods: 1, DatapointsToAlarm: 1 };
  expect(evaluateAlarm(single, new Map([[0, 5]]))?.state).toBe("OK");
});

it("refuses another comparison by its name", () => {
  const less: MetricAlarm = { ...rule, ComparisonOperator: "LessThanThreshold" };
  expect(() => evaluateAlarm(less, new Map())).toThrow(
    "local AWS judges GreaterThanThreshold only, got LessThanThreshold",
  );
});

it("gives the numbers it judged as the reason", () => {
  const single = { ...rule, EvaluationPeriods: 1, DatapointsToAlarm: 1 };
  expect(evaluateAlarm(single, new Map([[0, 33.3]]))?.reason).toBe(
    "Threshold Crossed: 1 out of the last 1 datapoints [33.3 (1970-01-01T00:00:00.000Z)] was greater than " +
      "the threshold (5) (minimum 1 datapoint for OK -> ALARM transition).",
  );
});
