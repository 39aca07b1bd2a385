import { explain } from "../../../lambda-src/model/caught";

test.each([
  ["a function's own message", { Error: "GateFailed", Cause: '{"errorMessage":"why"}' }, "why"],
  [
    "another service's words",
    { Error: "ElasticLoadBalancingV2.RuleNotFoundException", Cause: "no such rule" },
    "no such rule",
  ],
  // As recorded on AWS.
  ["the name of a time-out, whose cause is empty", { Error: "States.Timeout", Cause: "" }, "States.Timeout"],
])("explains an error by %s", (_, caught, cause) => {
  expect(explain(caught)).toEqual({ error: caught.Error, cause });
});
