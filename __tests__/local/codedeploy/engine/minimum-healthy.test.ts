import {
  isSuccess,
  mayStart,
  minimumHealthy,
  predefinedConfigs,
} from "../../../../local/codedeploy/engine/minimum-healthy";

test.each([
  ["CodeDeployDefault.AllAtOnce", 4, 0],
  ["CodeDeployDefault.HalfAtATime", 5, 3],
  ["CodeDeployDefault.OneAtATime", 4, 3],
  ["CodeDeployDefault.OneAtATime", 1, 0],
])("%s keeps, of %i instances, %i healthy", (name, total, expected) => {
  expect(minimumHealthy(predefinedConfigs[name] ?? {}, total)).toBe(expected);
});

test("a custom rule counts hosts", () => {
  expect(minimumHealthy({ type: "HOST_COUNT", value: 2 }, 5)).toBe(2);
});

test("starts only while enough others are healthy", () => {
  expect(mayStart(3, 4, 0, 0)).toBe(true);
  expect(mayStart(3, 4, 0, 1)).toBe(false);
  expect(mayStart(3, 4, 1, 0)).toBe(false);
});

test("needs one success at least, and nobody skipped", () => {
  expect(isSuccess(0, 1, 0)).toBe(true);
  expect(isSuccess(0, 0, 0)).toBe(false);
  expect(isSuccess(0, 1, 1)).toBe(false);
});
