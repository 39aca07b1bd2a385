import { request } from "node:http";
import type { CheckResult } from "./target-health";
import type { HealthCheck } from "./topology";

const FAILED: CheckResult = {
  healthy: false,
  reason: "Target.FailedHealthChecks",
  description: "Health checks failed",
};
const TIMED_OUT: CheckResult = {
  healthy: false,
  reason: "Target.Timeout",
  description: "Request timed out",
};

/**
 * Asks a target once, on a connection of its own.
 * @param address undefined while the instance has no processes: to AWS's balancer it does not answer.
 */
export function checkHealth(
  { path, matcher }: Pick<HealthCheck, "path" | "matcher">,
  address: string | undefined,
  port: number,
  timeoutMilliseconds: number,
): Promise<CheckResult> {
  if (address === undefined) return Promise.resolve(TIMED_OUT);
  return new Promise((resolve) => {
    const check = request({
      host: address,
      port,
      path,
      agent: false,
      headers: { "user-agent": "ELB-HealthChecker/2.0" },
    });
    const timer = setTimeout(() => {
      resolve(TIMED_OUT);
      check.destroy();
    }, timeoutMilliseconds);
    check.on("response", (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      resolve(matches(matcher, status) ? { healthy: true } : mismatch(status));
    });
    check.on("error", () => resolve(FAILED));
    check.on("close", () => {
      clearTimeout(timer);
      resolve(FAILED);
    });
    check.end();
  });
}

function mismatch(status: number): CheckResult {
  return {
    healthy: false,
    reason: "Target.ResponseCodeMismatch",
    description: `Health checks failed with these codes: [${status}]`,
  };
}

/** Whether a status is one of `200`, `200,302` or `200-299`. */
export function matches(matcher: string, status: number): boolean {
  return matcher.split(",").some((part) => {
    const [low = "", high = low] = part.split("-");
    return status >= Number(low) && status <= Number(high);
  });
}
