import { resolveVariables } from "../../../local/codepipeline/variables";

const variables = new Map<string, Record<string, string>>([
  ["Build", { VERSION: "v2" }],
  ["codepipeline", { PipelineExecutionId: "0-1" }],
]);

test("replaces every variable by its namespace's value", () => {
  expect(
    resolveVariables("#{Build.VERSION} by #{codepipeline.PipelineExecutionId}, #{Build.VERSION}", variables),
  ).toBe("v2 by 0-1, v2");
});

test("fails for a variable that nothing has set", () => {
  expect(() => resolveVariables("#{Build.SHA}", variables)).toThrow(
    "An action configuration for variable #{Build.SHA} could not be resolved",
  );
});
