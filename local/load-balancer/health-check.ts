import { get } from "node:http";
import type { Failure } from "./target-health";
import type { HealthCheck } from "./topology";

const FAILED: Failure = { Reason: "Target.FailedHealthChecks", Description: "Health checks failed" };
const TIMED_OUT: Failure = { Reason: "Target.Timeout", Description: "Request timed out" };

/**
 * Asks a target once, on a connection of its own; undefined when it is healthy.
 * @param host undefined while the instance has no processes: to AWS's balancer it does not answer.
 */
export function checkHealth(
  { path, matcher }: Pick<HealthCheck, "path" | "matcher">,
  host: string | undefined,
  port: number,
  timeoutMilliseconds: number,
): Promise<Failure | undefined> {
  if (host === undefined) return Promise.resolve(TIMED_OUT);
  const signal = AbortSignal.timeout(timeoutMilliseconds);
  const headers = { "user-agent": "ELB-HealthChecker/2.0" };
  return new Promise((resolve) => {
    get({ host, port, path, agent: false, headers, signal }, (response) => {
      const { statusCode = 0 } = response.resume();
      const Description = `Health checks failed with these codes: [${statusCode}]`;
      resolve(
        matches(matcher, statusCode) ? undefined : { Reason: "Target.ResponseCodeMismatch", Description },
      );
    }).on("error", () => resolve(signal.aborted ? TIMED_OUT : FAILED));
  });
}

/** Whether a status is one of `200`, `200,302` or `200-299`. */
export function matches(matcher: string, status: number): boolean {
  return matcher.split(",").some((part) => {
    const [low = "", high = low] = part.split("-");
    return status >= Number(low) && status <= Number(high);
  });
}
