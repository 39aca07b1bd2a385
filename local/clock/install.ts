import type { Clock } from "./clock";

/** What a process or thread needs to know of the virtual clock. */
export type ClockSettings = Pick<Clock, "speed" | "origin">;

/** Makes `Date` of this process or thread tell virtual time. Timers keep real time. */
export function installDate({ speed, origin }: ClockSettings): void {
  const RealDate = Date;
  const now = (): number => Math.round(origin + (RealDate.now() - origin) * speed);
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    apply: () => new RealDate(now()).toString(),
    get: (target, name, receiver) =>
      name === "now" ? now : (Reflect.get(target, name, receiver) as unknown),
  });
}

/** Makes `setTimeout` of this process or thread wait on virtual time. */
export function installTimers({ speed }: ClockSettings): void {
  const realSetTimeout = globalThis.setTimeout;
  globalThis.setTimeout = Object.assign(
    (run: (...args: unknown[]) => void, milliseconds = 0, ...args: unknown[]) =>
      realSetTimeout(run, milliseconds / speed, ...args),
    { __promisify__: realSetTimeout.__promisify__ },
  ) as typeof setTimeout;
}
