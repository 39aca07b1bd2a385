import type { Failure } from "../../../local/load-balancer/target-health";
import { TargetHealth } from "../../../local/load-balancer/target-health";
import { matches } from "../../../local/load-balancer/health-check";

const thresholds = { healthyThreshold: 3, unhealthyThreshold: 2 };
const good = undefined;
const bad: Failure = { Reason: "Target.Timeout", Description: "Request timed out" };

function after(...results: (Failure | undefined)[]) {
  const health = new TargetHealth();
  results.forEach((result) => health.record(result, thresholds));
  return health.report;
}

it("begins in registration", () => {
  expect(after()).toMatchObject({ State: "initial", Reason: "Elb.RegistrationInProgress" });
});

it("makes a new target healthy after one good check, also when others failed before", () => {
  expect(after(good)).toEqual({ State: "healthy" });
  expect(after(bad, good)).toEqual({ State: "healthy" });
});

it("stays initial until the unhealthy threshold", () => {
  expect(after(bad)).toMatchObject({ State: "initial", Reason: "Elb.InitialHealthChecking" });
  expect(after(bad, bad)).toMatchObject({ State: "unhealthy", Reason: "Target.Timeout" });
});

it("takes a healthy target out only after consecutive failures", () => {
  expect(after(good, bad, good, bad)).toEqual({ State: "healthy" });
  expect(after(good, bad, bad)).toMatchObject({ State: "unhealthy" });
});

it("takes an unhealthy target back only after the healthy threshold", () => {
  expect(after(bad, bad, good, good)).toMatchObject({ State: "unhealthy" });
  expect(after(bad, bad, good, good, good)).toEqual({ State: "healthy" });
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
