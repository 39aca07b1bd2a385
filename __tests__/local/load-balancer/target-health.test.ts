import type { CheckResult } from "../../../local/load-balancer/target-health";
import { TargetHealth } from "../../../local/load-balancer/target-health";
import { matches } from "../../../local/load-balancer/health-check";

const thresholds = { healthyThreshold: 3, unhealthyThreshold: 2 };
const good: CheckResult = { healthy: true };
const bad: CheckResult = { healthy: false, reason: "Target.Timeout", description: "Request timed out" };

function after(...results: CheckResult[]) {
  const health = new TargetHealth();
  results.forEach((result) => health.record(result, thresholds));
  return health.report;
}

it("begins in registration", () => {
  expect(after()).toMatchObject({ state: "initial", reason: "Elb.RegistrationInProgress" });
});

it("makes a new target healthy after one good check, also when others failed before", () => {
  expect(after(good)).toEqual({ state: "healthy" });
  expect(after(bad, good)).toEqual({ state: "healthy" });
});

it("stays initial until the unhealthy threshold", () => {
  expect(after(bad)).toMatchObject({ state: "initial", reason: "Elb.InitialHealthChecking" });
  expect(after(bad, bad)).toMatchObject({ state: "unhealthy", reason: "Target.Timeout" });
});

it("takes a healthy target out only after consecutive failures", () => {
  expect(after(good, bad, good, bad)).toEqual({ state: "healthy" });
  expect(after(good, bad, bad)).toMatchObject({ state: "unhealthy" });
});

it("takes an unhealthy target back only after the healthy threshold", () => {
  expect(after(bad, bad, good, good)).toMatchObject({ state: "unhealthy" });
  expect(after(bad, bad, good, good, good)).toEqual({ state: "healthy" });
});

it.each([
  ["200", 200, true],
  ["200", 204, false],
  ["200,302", 302, true],
  ["200-299", 299, true],
  ["200-299", 300, false],
])("reads the matcher %s for %d", (matcher, status, expected) => {
  expect(matches(matcher, status)).toBe(expected);
});
