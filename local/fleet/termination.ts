import { setTimeout as sleep } from "node:timers/promises";
import type { Instance } from "./instance";

/** Wall-clock milliseconds: what listeners may take to drain an instance, and its services to stop. */
const limits = { listeners: 60_000, services: 30_000 };

/** Waits for `listeners`, such as a load balancer that drains the instance, then stops its services. */
export async function terminate(
  { services }: Instance,
  listeners: readonly Promise<void>[],
  closing: AbortSignal,
): Promise<void> {
  const drained = new AbortController();
  const signal = AbortSignal.any([drained.signal, closing]);
  const limit = sleep(limits.listeners, undefined, { signal }).catch(() => undefined);
  await Promise.race([Promise.all(listeners), limit]);
  drained.abort();
  await services.stopAll(limits.services);
}

/** Stops the services at once, when local AWS ends. */
export async function shutDown({ services }: Instance): Promise<void> {
  await services.stopAll(limits.services);
}
