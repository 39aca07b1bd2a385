interface Waiter<T> {
  readonly item: T;
  readonly enter: (admitted: boolean) => void;
}

/** The lock of one stage: one execution is inside, and only the newest of the others waits in front of it. */
export class StageGate<T extends { readonly number: number }> {
  private occupied = false;
  private waiting: Waiter<T> | undefined;

  /** True once the stage is this execution's; false when a newer one takes its place in front of it. */
  enter(item: T): Promise<boolean> {
    if (!this.occupied) {
      this.occupied = true;
      return Promise.resolve(true);
    }
    const { waiting } = this;
    if (waiting && waiting.item.number > item.number) return Promise.resolve(false);
    waiting?.enter(false);
    return new Promise((enter) => (this.waiting = { item, enter }));
  }

  /** Lets the one that waits in. */
  leave(): void {
    const { waiting } = this;
    this.waiting = undefined;
    this.occupied = waiting !== undefined;
    waiting?.enter(true);
  }
}
