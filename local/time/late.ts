/** A value that others see later than it is set. A newer value that arrives first makes an older one void. */
export class Late<T> {
  private readonly coming: { readonly value: T; readonly at: number }[] = [];

  constructor(private seen: T) {}

  /** @param at when it is seen, in the milliseconds of the clock that `at()` is asked with. */
  set(value: T, at: number): void {
    this.coming.push({ value, at });
  }

  at(now: number): T {
    const arrived = this.coming.findLastIndex(({ at }) => at <= now);
    const newest = this.coming[arrived];
    if (newest) {
      this.seen = newest.value;
      this.coming.splice(0, arrived + 1);
    }
    return this.seen;
  }
}
