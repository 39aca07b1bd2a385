import type {
  GetMetricDataInput,
  GetMetricDataOutput,
  ListMetricsInput,
  ListMetricsOutput,
  MetricDatum,
  PutMetricDataInput,
  ScanBy,
} from "@aws-sdk/client-cloudwatch";
import type { z } from "zod";
import type { LocalContext, Place } from "../context";
import type { LocalService, Next, ServiceRequest, ServiceResponse } from "../gateway/service";
import { AwsError } from "../gateway/service";
import { answer } from "../models/answer";
import { dimensionsSchema, metricQuerySchema, readQueries } from "./metric-data";
import type { Metrics, Points } from "./metrics";

type Operation = (input: never, place: Place) => object;

/** CloudWatch's data points, in its JSON and query protocols; alarms and dashboards stay with moto. */
export class CloudWatch implements LocalService {
  readonly scopes = ["monitoring"];
  private readonly operations: Readonly<Record<string, Operation>> = {
    GetMetricData: (input: GetMetricDataInput, place) => this.getMetricData(input, place),
    PutMetricData: (input: PutMetricDataInput, place) => this.putMetricData(input, place),
    ListMetrics: (input: ListMetricsInput, place) => this.listMetrics(input, place),
  };

  constructor(
    private readonly context: Pick<LocalContext, "clock" | "lateness">,
    private readonly metrics: Metrics,
  ) {}

  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const operation = this.operations[request.operation ?? ""];
    if (!operation) return next(request);
    const { account, region, parameters } = request;
    return Promise.resolve(answer(request, operation(parameters as never, { account, region })));
  }

  private getMetricData(
    { MetricDataQueries, StartTime, EndTime, ScanBy }: GetMetricDataInput,
    place: Place,
  ): GetMetricDataOutput {
    const queries = parse(metricQuerySchema.array(), MetricDataQueries);
    const window = { from: StartTime?.getTime() ?? 0, to: EndTime?.getTime() ?? 0 };
    const points = readQueries(this.metrics, place, queries, window);
    const results = queries
      .filter(({ ReturnData }) => ReturnData)
      .map(({ Id, Label, MetricStat }) => {
        const failed = this.context.lateness.happens("metricsFail");
        const found = failed ? [] : inOrder(points.get(Id) ?? new Map<number, number>(), ScanBy);
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
  }

  private putMetricData(
    { Namespace: namespace = "", MetricData = [] }: PutMetricDataInput,
    place: Place,
  ): object {
    for (const datum of MetricData) {
      const { MetricName: name = "", Dimensions, Timestamp, Value, Values, Counts } = valid(datum);
      const values = Values ?? (Value === undefined ? [] : [Value]);
      const dimensions = dimensionsSchema.parse(Dimensions);
      values.forEach((value, index) => {
        const at = Timestamp?.getTime() ?? this.context.clock.now();
        this.metrics.add({ place, namespace, name, dimensions }, value, { at, count: Counts?.[index] ?? 1 });
      });
    }
    return {};
  }

  private listMetrics({ Namespace, MetricName }: ListMetricsInput, place: Place): ListMetricsOutput {
    const found = this.metrics
      .list(place)
      .filter(({ namespace }) => Namespace === undefined || namespace === Namespace)
      .filter(({ name }) => MetricName === undefined || name === MetricName);
    return {
      Metrics: found.map(({ namespace, name, dimensions }) => ({
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      })),
    };
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
function valid(datum: MetricDatum): MetricDatum {
  const { Value, Values, Counts, StatisticValues } = datum;
  if (Value !== undefined && (Values ?? StatisticValues)) {
    throw new AwsError("InvalidParameterCombination", "Value excludes Values and StatisticValues");
  }
  if (Counts && Counts.length !== Values?.length) {
    throw new AwsError("InvalidParameterValue", "Values and Counts must be of the same size");
  }
  if (StatisticValues) throw new AwsError("InvalidParameterValue", "local AWS has no StatisticValues");
  return datum;
}

function inOrder(points: Points, scanBy: ScanBy | undefined): [number, number][] {
  return scanBy === "TimestampAscending" ? [...points] : [...points].reverse();
}

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new AwsError("InvalidParameterValue", `${issue?.path.join(".")}: ${issue?.message}`);
}
