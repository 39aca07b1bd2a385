import { setTimeout as sleep } from "node:timers/promises";

/**
 * A clock that runs `speed` times faster than the wall clock from `origin` on.
 * Release waits, alarm periods and health checks pass on it; processes, Terraform and the load keep real time.
 */
export class Clock {
  /**
   * @param speed at least 1.
   * @param origin wall-clock milliseconds at which both clocks agree.
   */
  constructor(
    readonly speed = 1,
    readonly origin = Date.now(),
  ) {
    if (!(speed >= 1)) throw new Error(`local AWS: speed must be at least 1, got ${speed}`);
  }

  /** Virtual milliseconds since the epoch. */
  now(): number {
    return this.origin + (Date.now() - this.origin) * this.speed;
  }

  /** The wall-clock time of a virtual one. */
  wall(virtual: number): number {
    return this.origin + this.real(virtual - this.origin);
  }

  /** Wall-clock milliseconds that a virtual duration takes. */
  real(virtualMilliseconds: number): number {
    return virtualMilliseconds / this.speed;
  }

  async sleep(virtualMilliseconds: number, signal?: AbortSignal): Promise<void> {
    await sleep(this.real(virtualMilliseconds), undefined, { signal });
  }
}
