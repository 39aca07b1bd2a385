import type { Clock } from "../clock/clock";
import { Late } from "../time/late";
import type { Lateness } from "../time/lateness";

export interface Timing {
  readonly clock: Clock;
  readonly lateness: Lateness;
}

/** What each node of a load balancer knows of one thing: a change reaches each of them at a time of its own. */
export class NodeViews<T> {
  private views: Late<T>[] = [];

  constructor(
    private newest: T,
    private readonly phenomenon: "ruleInForce" | "targetKnown",
    private readonly timing: Timing,
  ) {}

  /** A node that is added knows everything at once. */
  resize(nodes: number): void {
    this.views = Array.from({ length: nodes }, (_, node) => this.views[node] ?? new Late(this.newest));
  }

  /** Returns the virtual milliseconds until the last node knows. */
  set(value: T): number {
    const { clock, lateness } = this.timing;
    const now = clock.now();
    this.newest = value;
    const delays = this.views.map((view) => {
      const delay = lateness.milliseconds(this.phenomenon);
      view.set(value, now + delay);
      return delay;
    });
    return Math.max(0, ...delays);
  }

  at(node: number): T {
    return this.views[node]?.at(this.timing.clock.now()) ?? this.newest;
  }
}
