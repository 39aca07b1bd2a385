import type { Dimension } from "@aws-sdk/client-cloudwatch";
import type { Clock } from "../clock/clock";
import type { Place } from "../context";
import { AwsError } from "../gateway/service";

/** One line of a chart: a metric of a place with exactly these dimensions. */
export interface Series {
  readonly place: Place;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Values by the start of their period, in virtual milliseconds since the epoch, ascending. */
export type Points = ReadonlyMap<number, number>;

export interface Window {
  /** Virtual milliseconds; periods that start at or after it, rounded down to the minute. */
  readonly from: number;
  /** Virtual milliseconds; periods that start before it. */
  readonly to: number;
  readonly periodSeconds: number;
}

interface Bin {
  sum: number;
  count: number;
  minimum: number;
  maximum: number;
  /** When it can be read. */
  readonly arrivesAt: number;
}

const STATISTICS: Readonly<Record<string, (bins: readonly Bin[]) => number>> = {
  Sum: (bins) => total(bins, "sum"),
  SampleCount: (bins) => total(bins, "count"),
  Average: (bins) => total(bins, "sum") / total(bins, "count"),
  Minimum: (bins) => Math.min(...bins.map(({ minimum }) => minimum)),
  Maximum: (bins) => Math.max(...bins.map(({ maximum }) => maximum)),
};

const MINUTE = 60_000;
/** A minute's values come from several sources, each of which arrives by itself: the newest value may still grow. */
const PARTS = 2;
/** CloudWatch keeps minutes for 15 days; a laptop needs the last hours of the virtual clock. */
const KEPT_MINUTES = 24 * 60;

/** Data points as CloudWatch keeps them at standard resolution: one set of statistics per virtual minute. */
export class Metrics {
  private readonly stored = new Map<string, { series: Series; bins: Map<number, Bin[]> }>();
  private added = 0;

  /** @param lag virtual milliseconds from the beginning of a minute until a part of its values can be read. */
  constructor(
    private readonly clock: Clock,
    private readonly lag = () => MINUTE,
  ) {}

  /** Adds one value, or `count` equal ones. */
  add(series: Series, value: number, { at = this.clock.now(), count = 1 } = {}): void {
    const { bins } = this.stored.get(keyOf(series)) ?? { bins: new Map<number, Bin[]>() };
    this.stored.set(keyOf(series), { series, bins });
    const start = Math.floor(at / MINUTE) * MINUTE;
    const parts = bins.get(start) ?? Array.from({ length: PARTS }, () => this.emptyBin(start));
    bins.set(start, parts);
    if (bins.size > KEPT_MINUTES) bins.delete(Math.min(...bins.keys()));
    const bin = parts[(this.added += 1) % PARTS];
    if (!bin) return;
    bin.sum += value * count;
    bin.count += count;
    bin.minimum = Math.min(bin.minimum, value);
    bin.maximum = Math.max(bin.maximum, value);
  }

  /** The points of complete periods, by what has arrived of them; a period of which nothing has has none. */
  read(series: Series, statistic: string, { from, to, periodSeconds }: Window): Points {
    const summarize = STATISTICS[statistic];
    if (!summarize) throw new AwsError("InvalidParameterValue", `local AWS has no statistic ${statistic}`);
    const period = Math.max(periodSeconds * 1000, MINUTE);
    const first = Math.floor(from / MINUTE) * MINUTE;
    const now = this.clock.now();
    const periods = new Map<number, Bin[]>();
    for (const [minute, parts] of this.stored.get(keyOf(series))?.bins ?? []) {
      const start = Math.floor(minute / period) * period;
      if (start < first || start >= to || (period > MINUTE && start + period > now)) continue;
      const arrived = parts.filter(({ count, arrivesAt }) => count > 0 && arrivesAt <= now);
      if (arrived.length > 0) periods.set(start, [...(periods.get(start) ?? []), ...arrived]);
    }
    const ascending = [...periods].sort(([a], [b]) => a - b);
    return new Map(ascending.map(([start, bins]) => [start, summarize(bins)]));
  }

  /** Every metric of a place that has points. */
  list(place: Place): readonly Series[] {
    return [...this.stored.values()]
      .map(({ series }) => series)
      .filter((series) => series.place.account === place.account && series.place.region === place.region);
  }

  private emptyBin(start: number): Bin {
    return { sum: 0, count: 0, minimum: Infinity, maximum: -Infinity, arrivesAt: start + this.lag() };
  }
}

export function dimensionsOf(list: readonly Dimension[] = []): Series["dimensions"] {
  return Object.fromEntries(list.map(({ Name = "", Value = "" }) => [Name, Value]));
}

function keyOf({ place, namespace, name, dimensions }: Series): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([place.account, place.region, namespace, name, sorted]);
}

function total(bins: readonly Bin[], of: "sum" | "count"): number {
  return bins.reduce((sum, bin) => sum + bin[of], 0);
}
