import type { Target } from "./balancer";

/**
 * Whether a colour has at least `size` healthy targets and none that failed, and in words what is missing. One that
 * has no verdict yet is no failure: Auto Scaling adds instances by itself.
 */
export function allHealthy(targets: readonly Target[], size: number): { done: boolean; detail: string } {
  const healthy = targets.filter(({ state }) => state === "healthy").length;
  const others = targets
    .filter(({ state }) => state !== "healthy")
    .map(({ id, state, reason }) => `${id} ${state}${reason === undefined ? "" : ` (${reason})`}`);
  const counts = `${healthy} of ${size} targets healthy`;
  return {
    done:
      size > 0 && healthy >= size && targets.every(({ state }) => state === "healthy" || state === "initial"),
    detail: others.length === 0 ? counts : `${counts}: ${others.join(", ")}`,
  };
}
