import { z } from "zod";
import type { Place } from "../context";
import { AwsError } from "../gateway/service";
import type { Value } from "./metric-math";
import { parseExpression } from "./metric-math";
import type { Metrics, Points, Window } from "./metrics";

export const dimensionsSchema = z
  .array(z.object({ Name: z.string(), Value: z.string() }))
  .default([])
  .transform((list) => Object.fromEntries(list.map(({ Name, Value }) => [Name, Value])));

export const metricQuerySchema = z.object({
  Id: z.string(),
  Label: z.string().optional(),
  Expression: z.string().optional(),
  ReturnData: z.boolean().default(true),
  Period: z.number().optional(),
  MetricStat: z
    .object({
      Metric: z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensionsSchema }),
      Period: z.number(),
      Stat: z.enum(["Sum", "Average", "Minimum", "Maximum", "SampleCount"]),
    })
    .optional(),
});

export type MetricQuery = z.infer<typeof metricQuerySchema>;

/** Reads every query, metrics first and expressions after what they name. */
export function readQueries(
  metrics: Metrics,
  place: Place,
  queries: readonly MetricQuery[],
  { from, to }: Pick<Window, "from" | "to">,
): ReadonlyMap<string, Points> {
  const byId = new Map(queries.map((query) => [query.Id, query]));
  const values = new Map<string, Value>();
  const evaluating = new Set<string>();

  const read = (id: string): Value => {
    const known = values.get(id);
    if (known !== undefined) return known;
    const query = byId.get(id);
    if (!query) throw invalid(`${id} must be the id of a query`);
    if (evaluating.has(id)) throw invalid(`${id} must not depend on itself`);
    evaluating.add(id);
    const value = readOne(query);
    values.set(id, value);
    return value;
  };
  const readOne = ({ Id, MetricStat, Expression }: MetricQuery): Value => {
    if (MetricStat) {
      const { Metric, Period, Stat } = MetricStat;
      const { Namespace: namespace, MetricName: name, Dimensions: dimensions } = Metric;
      return metrics.read({ place, namespace, name, dimensions }, Stat, { from, to, periodSeconds: Period });
    }
    if (Expression === undefined) throw invalid(`${Id} must have MetricStat or Expression`);
    const expression = parse(Expression);
    expression.ids.forEach(read);
    return expression.evaluate(values);
  };

  queries.filter(({ MetricStat }) => MetricStat).forEach(({ Id }) => read(Id));
  return new Map(
    queries.map(({ Id }): [string, Points] => {
      const value = read(Id);
      if (typeof value === "number") throw invalid(`${Id} must use a metric, got a constant`);
      return [Id, value];
    }),
  );
}

function parse(expression: string) {
  try {
    return parseExpression(expression);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
