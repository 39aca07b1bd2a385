import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../model/ports";

/** Reads `Date` at each call: on local AWS it runs faster. */
export const clock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds) => sleep(milliseconds),
};
