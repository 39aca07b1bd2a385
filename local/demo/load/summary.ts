import type { LoadResult } from "./send";

/** What one version answered. */
export interface VersionSummary {
  readonly colours: readonly string[];
  /** Count by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Wall clock of its first and last answer. */
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface LoadSummary {
  readonly sent: number;
  /** Complete answers of any status. */
  readonly answered: number;
  /** Answers below 500. */
  readonly succeeded: number;
  /** Answers of 500 and above, and requests without a complete answer. */
  readonly failed: number;
  /** Due while too many were under way. */
  readonly notSent: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Requests without a complete answer, by cause. */
  readonly errors: Readonly<Record<string, number>>;
  /** Answers that name their version; the balancer's own name none. */
  readonly byVersion: Readonly<Record<string, VersionSummary>>;
  readonly slowestMilliseconds: number;
}

interface VersionTally {
  readonly colours: Set<string>;
  readonly statuses: Record<string, number>;
  readonly firstAt: number;
  lastAt: number;
}

/** Counts results as they come. */
export class Tally {
  private readonly statuses: Record<string, number> = {};
  private readonly errors: Record<string, number> = {};
  private readonly versions = new Map<string, VersionTally>();
  private notSent = 0;
  private slowest = 0;

  skip(): void {
    this.notSent += 1;
  }

  add({ status, error, version, colour, milliseconds, at }: LoadResult): void {
    this.slowest = Math.max(this.slowest, milliseconds);
    if (status === undefined) return increment(this.errors, error ?? "unknown");
    increment(this.statuses, String(status));
    if (version === undefined) return;
    const tally = this.versions.get(version) ?? { colours: new Set(), statuses: {}, firstAt: at, lastAt: at };
    this.versions.set(version, tally);
    if (colour !== undefined) tally.colours.add(colour);
    increment(tally.statuses, String(status));
    tally.lastAt = at;
  }

  summary(sent: number): LoadSummary {
    const total = (counts: Readonly<Record<string, number>>, wanted: (key: string) => boolean) =>
      Object.entries(counts).reduce((sum, [key, count]) => (wanted(key) ? sum + count : sum), 0);
    const answered = total(this.statuses, () => true);
    const succeeded = total(this.statuses, (status) => Number(status) < 500);
    const lost = total(this.errors, () => true);
    const byVersion = [...this.versions].map(([version, { colours, statuses, firstAt, lastAt }]) => [
      version,
      { colours: [...colours], statuses: { ...statuses }, firstAt, lastAt },
    ]);
    return {
      sent,
      answered,
      succeeded,
      failed: answered - succeeded + lost,
      notSent: this.notSent,
      byStatus: { ...this.statuses },
      errors: { ...this.errors },
      byVersion: Object.fromEntries(byVersion) as Record<string, VersionSummary>,
      slowestMilliseconds: Math.round(this.slowest),
    };
  }
}

function increment(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
