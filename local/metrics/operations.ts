import type { CloudWatch, MetricDatum } from "@aws-sdk/client-cloudwatch";
import type { LocalContext } from "../context";
import type { Given, Operations } from "../gateway/operations";
import { AwsError } from "../gateway/service";
import { readQueries } from "./metric-data";
import { dimensionsOf, type Metrics } from "./metrics";

export function cloudWatchOperations(
  { clock, lateness }: Pick<LocalContext, "clock" | "lateness">,
  metrics: Metrics,
) {
  return {
    GetMetricData({ MetricDataQueries, StartTime, EndTime, ScanBy }, place) {
      const window = { from: StartTime.getTime(), to: EndTime.getTime() };
      const points = readQueries(metrics, place, MetricDataQueries, window);
      const wanted = MetricDataQueries.filter(({ ReturnData = true }) => ReturnData);
      const results = wanted.map(({ Id, Label, MetricStat }) => {
        const failed = lateness.happens("metricsFail");
        const found = failed ? [] : [...(points.get(Id) ?? [])];
        if (ScanBy !== "TimestampAscending") found.reverse();
        return {
          Id,
          Label: Label ?? MetricStat?.Metric.MetricName ?? Id,
          Timestamps: found.map(([time]) => new Date(time)),
          Values: found.map(([, value]) => value),
          // Late data is complete to CloudWatch all the same.
          StatusCode: failed ? ("InternalError" as const) : ("Complete" as const),
        };
      });
      return { MetricDataResults: results, Messages: [] };
    },

    PutMetricData({ Namespace: namespace, MetricData = [] }, { account, region }) {
      for (const datum of MetricData) {
        check(datum);
        const { MetricName: name, Dimensions, Timestamp, Value, Values, Counts } = datum;
        const series = { place: { account, region }, namespace, name, dimensions: dimensionsOf(Dimensions) };
        const at = Timestamp?.getTime() ?? clock.now();
        const values = Values ?? (Value === undefined ? [] : [Value]);
        values.forEach((value, index) => metrics.add(series, value, { at, count: Counts?.[index] ?? 1 }));
      }
      return {};
    },

    ListMetrics: ({ Namespace, MetricName }, place) => ({
      Metrics: metrics
        .list(place)
        .filter(
          ({ namespace, name }) => (Namespace ?? namespace) === namespace && (MetricName ?? name) === name,
        )
        .map(({ namespace, name, dimensions }) => ({
          Namespace: namespace,
          MetricName: name,
          Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        })),
    }),
  } satisfies Operations<CloudWatch>;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
function check({ Value, Values, Counts, StatisticValues }: Given<MetricDatum>): void {
  if (Value !== undefined && (Values ?? StatisticValues)) {
    throw new AwsError("InvalidParameterCombination", "Value excludes Values and StatisticValues");
  }
  if (Counts && Counts.length !== Values?.length) {
    throw new AwsError("InvalidParameterValue", "Values and Counts must be of the same size");
  }
  if (StatisticValues) throw new AwsError("InvalidParameterValue", "local AWS has no StatisticValues");
}
