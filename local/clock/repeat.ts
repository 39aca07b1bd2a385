import { setTimeout as sleep } from "node:timers/promises";

export interface RepeatOptions {
  /** Wall-clock milliseconds between the end of one round and the next. */
  readonly pauseMilliseconds: () => number;
  readonly signal: AbortSignal;
  /** Gets each failure, but not the one that the round before had too. */
  readonly complain: (error: unknown) => void;
}

/** Does something now and every so often until the signal comes; a failure ends its round only. */
export async function repeat(
  round: () => Promise<unknown> | void,
  { pauseMilliseconds, signal, complain }: RepeatOptions,
): Promise<void> {
  let last = "";
  while (!signal.aborted) {
    try {
      await round();
      last = "";
    } catch (error) {
      if (!signal.aborted && String(error) !== last) complain(error);
      last = String(error);
    }
    await sleep(pauseMilliseconds(), undefined, { signal, ref: false }).catch(() => undefined);
  }
}
