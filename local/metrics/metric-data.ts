import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import type { Place } from "../context";
import { evaluate, invalid, type Value } from "./metric-math";
import { dimensionsOf, type Metrics, type Points, type Window } from "./metrics";

/** Reads every query: metrics first, since FILL asks for the times of all of them, then expressions. */
export function readQueries(
  metrics: Metrics,
  place: Place,
  queries: readonly MetricDataQuery[],
  window: Pick<Window, "from" | "to">,
): ReadonlyMap<string, Points> {
  const values = new Map<string, Points>();
  for (const { Id = "", MetricStat } of queries) {
    if (!MetricStat) continue;
    const {
      Metric: { Namespace = "", MetricName = "", Dimensions } = {},
      Period = 60,
      Stat = "",
    } = MetricStat;
    const series = { place, namespace: Namespace, name: MetricName, dimensions: dimensionsOf(Dimensions) };
    values.set(Id, metrics.read(series, Stat, { ...window, periodSeconds: Period }));
  }
  const times = [...new Set([...values.values()].flatMap((points) => [...points.keys()]))].sort(
    (a, b) => a - b,
  );
  const read = (id: string, above: readonly string[] = []): Value => {
    const query = queries.find(({ Id }) => Id === id);
    if (!query) throw invalid(`metric math: ${id} must be the id of a query`);
    if (above.includes(id)) throw invalid(`${id} must not depend on itself`);
    const points = values.get(id);
    if (points) return points;
    if (query.Expression === undefined) throw invalid(`${id} must have MetricStat or Expression`);
    return evaluate(query.Expression, { read: (other) => read(other, [...above, id]), times });
  };
  return new Map(
    queries.map(({ Id = "" }) => {
      const value = read(Id);
      if (typeof value === "number") throw invalid(`${Id} must use a metric, got a constant`);
      return [Id, value];
    }),
  );
}
