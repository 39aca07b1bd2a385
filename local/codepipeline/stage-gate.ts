/** What may wait in front of a stage. */
export interface Waiting {
  readonly number: number;
}

interface Waiter<T> {
  readonly item: T;
  readonly enter: (admitted: boolean) => void;
}

/**
 * The lock of one stage: one execution is inside, others wait in front of it.
 * SUPERSEDED keeps only the newest of those that wait; QUEUED lets them in by age.
 */
export class StageGate<T extends Waiting> {
  private inside: T | undefined;
  private waiting: Waiter<T>[] = [];

  constructor(private readonly mode: "QUEUED" | "SUPERSEDED") {}

  /** Those that wait, the next one first. */
  get inbound(): readonly T[] {
    return this.waiting.map(({ item }) => item);
  }

  /** True once the stage is this execution's; false when a newer one, or a stop, took its place in front of it. */
  enter(item: T): Promise<boolean> {
    if (this.inside === undefined) {
      this.inside = item;
      return Promise.resolve(true);
    }
    return new Promise((enter) => {
      this.waiting.push({ item, enter });
      this.waiting.sort((a, b) => a.item.number - b.item.number);
      if (this.mode === "SUPERSEDED") this.waiting.splice(0, this.waiting.length - 1).forEach(refuse);
    });
  }

  leave(item: T): void {
    if (this.inside !== item) return;
    const next = this.waiting.shift();
    this.inside = next?.item;
    next?.enter(true);
  }

  /** Takes one that waits out of the line. */
  withdraw(item: T): void {
    this.waiting.filter((waiter) => waiter.item === item).forEach(refuse);
    this.waiting = this.waiting.filter((waiter) => waiter.item !== item);
  }
}

function refuse<T>({ enter }: Waiter<T>): void {
  enter(false);
}
