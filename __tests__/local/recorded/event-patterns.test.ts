import { compile } from "../../../local/events/pattern";
import patterns from "./event-patterns.json";
import { holds } from "./recording";

const notSimulated = ["$or", "anything-but", "cidr", "equals-ignore-case", "numeric", "wildcard"];

describe("event patterns, as recorded on AWS", () => {
  holds(
    patterns.cases,
    ({ name }) => name,
    ({ pattern, event, outcome }) => {
      const judge = () => (compile(pattern)(event) ? "match" : "no match");
      const used = notSimulated.filter((operator) => JSON.stringify(pattern).includes(`"${operator}"`));
      if (used.length > 0) {
        // What local AWS lacks is refused with its name, whatever AWS says of the event.
        expect(judge).toThrow(new RegExp(used.map((operator) => operator.replace("$", "\\$")).join("|")));
      } else if (outcome === "invalid") {
        expect(judge).toThrow(/^Event pattern is not valid/);
      } else {
        expect(judge()).toBe(outcome);
      }
    },
  );

  it("has facts of each outcome among the operators that local AWS has", () => {
    const judged = patterns.cases.filter(
      ({ pattern }) => !notSimulated.some((operator) => JSON.stringify(pattern).includes(`"${operator}"`)),
    );
    const counts = ["match", "no match", "invalid"].map(
      (outcome) => judged.filter((fact) => fact.outcome === outcome).length,
    );
    expect(counts).toEqual([21, 14, 9]);
  });
});
