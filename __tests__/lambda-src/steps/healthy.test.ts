import { allHealthy } from "../../../lambda-src/steps/healthy";

const targets = (...states: string[]) =>
  states.map((state, index) => ({ id: `i-${index}`, state, reason: undefined }));

test.each([
  ["as many as there must be", true, ["healthy", "healthy"]],
  ["one more that Auto Scaling has added", true, ["healthy", "healthy", "healthy"]],
  ["one that is being added", true, ["healthy", "healthy", "initial"]],
  ["too few", false, ["healthy"]],
  ["too few, and one that is being added", false, ["healthy", "initial"]],
  ["enough, and one that failed", false, ["healthy", "healthy", "unhealthy"]],
  ["none", false, []],
])("of two targets, %s: %s", (_, done, states) => {
  expect(allHealthy(targets(...states), 2).done).toBe(done);
});

test("no targets at all are never all healthy", () => {
  expect(allHealthy([], 0).done).toBe(false);
});
