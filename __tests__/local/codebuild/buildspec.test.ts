import { parseBuildspec } from "../../../local/codebuild/buildspec";

test("reads phases, variables, reports and what CodeBuild writes as numbers", () => {
  const { version, env, phases, reports } = parseBuildspec(`
version: 0.2
env:
  variables: { RETRIES: 3 }
  exported-variables: [VERSION]
phases:
  install: { runtime-versions: { nodejs: 20 } }
  build: { commands: [npm test] }
reports:
  unit-tests: { files: [junit.xml] }
`);
  expect(version).toBe("0.2");
  expect(env).toMatchObject({ variables: { RETRIES: "3" }, "exported-variables": ["VERSION"] });
  expect(phases.build).toEqual({ commands: ["npm test"] });
  expect(Object.keys(reports)).toEqual(["unit-tests"]);
});

test("refuses what it would not run as AWS does", () => {
  expect(() => parseBuildspec("version: 0.1\nphases: {}")).toThrow("buildspec: version: must be 0.2");
  expect(() => parseBuildspec("version: 0.2\nphases: { deploy: {} }")).toThrow('Unrecognized key: "deploy"');
  expect(() => parseBuildspec("version: 0.2\nphases: { build: { finally: [] } }")).toThrow(
    'phases.build: Unrecognized key: "finally"',
  );
  expect(() => parseBuildspec("version: 0.2\nenv: { secrets-manager: {} }\nphases: {}")).toThrow(
    'env: Unrecognized key: "secrets-manager"',
  );
});
