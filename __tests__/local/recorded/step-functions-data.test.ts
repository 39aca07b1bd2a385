import choices from "./choice-operators.json";
import intrinsics from "./intrinsic-functions.json";
import { runMachine } from "./interpreter";
import { holds } from "./recording";

type Choice = [operator: string, variable: unknown, value: unknown, holds: boolean];
type Call = [name: string, given: unknown[], result: unknown];

describe("Choice rules, as recorded on AWS", () => {
  holds(
    choices.tables.flatMap(({ rows }) => rows as Choice[]),
    ([operator, variable, value]) => `${operator} ${JSON.stringify(variable)} ${JSON.stringify(value)}`,
    async ([operator, variable, value, expected]) => {
      const compared = operator.endsWith("Path") ? "$.value" : value;
      const { end } = await runMachine(
        {
          StartAt: "Choice",
          States: {
            Choice: {
              Type: "Choice",
              Choices: [{ Variable: "$.variable", [operator]: compared, Next: "Holds" }],
              Default: "Not",
            },
            Holds: { Type: "Pass", Result: true, End: true },
            Not: { Type: "Pass", Result: false, End: true },
          },
        },
        { variable, value },
      );
      expect(end).toEqual({ kind: "succeeded", output: expected });
    },
  );
});

describe("intrinsic functions, as recorded on AWS", () => {
  holds(
    intrinsics.tables.flatMap(({ rows }) => rows as Call[]),
    ([name, given]) => `${name}(${JSON.stringify(given).slice(1, -1)})`,
    async ([name, given, result]) => {
      const paths = given.map((_, index) => `$.arguments[${index}]`).join(", ");
      const { end } = await runMachine(
        {
          StartAt: "Call",
          States: {
            Call: { Type: "Pass", Parameters: { "result.$": `${name}(${paths})` }, End: true },
          },
        },
        { arguments: given },
      );
      expect(end).toEqual({ kind: "succeeded", output: { result } });
    },
  );
});
