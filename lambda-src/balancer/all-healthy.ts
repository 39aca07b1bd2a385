import type { Target } from "./balancer";

/** Whether all `size` targets of a colour are healthy, and in words what is missing. */
export function allHealthy(targets: readonly Target[], size: number): { done: boolean; detail: string } {
  const healthy = targets.filter(({ state }) => state === "healthy").length;
  const others = targets
    .filter(({ state }) => state !== "healthy")
    .map(({ id, state, reason }) => `${id} ${state}${reason === undefined ? "" : ` (${reason})`}`);
  const counts = `${healthy} of ${size} targets healthy`;
  return {
    done: size > 0 && targets.length === size && healthy === size,
    detail: others.length === 0 ? counts : `${counts}: ${others.join(", ")}`,
  };
}
