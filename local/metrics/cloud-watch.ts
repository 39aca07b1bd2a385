import { z } from "zod";
import type { LocalContext, Place } from "../context";
import { nest } from "../gateway/query";
import type { LocalService, Next, ServiceRequest, ServiceResponse } from "../gateway/service";
import { AwsError, json } from "../gateway/service";
import type { XmlValue } from "../gateway/xml";
import { queryResponse } from "../gateway/xml";
import { dimensionsSchema, metricQuerySchema, readQueries, timeSchema } from "./metric-data";
import type { Metrics, Points } from "./metrics";

const getMetricData = z.object({
  MetricDataQueries: z.array(metricQuerySchema),
  StartTime: timeSchema,
  EndTime: timeSchema,
  ScanBy: z.enum(["TimestampAscending", "TimestampDescending"]).default("TimestampDescending"),
});

const putMetricData = z.object({
  Namespace: z.string(),
  MetricData: z.array(
    z.object({
      MetricName: z.string(),
      Dimensions: dimensionsSchema,
      Timestamp: timeSchema.optional(),
      Value: z.coerce.number().optional(),
      Values: z.array(z.coerce.number()).optional(),
      Counts: z.array(z.coerce.number()).optional(),
      StatisticValues: z.object({}).optional(),
    }),
  ),
});

const listMetrics = z.object({ Namespace: z.string().optional(), MetricName: z.string().optional() });

type Datum = z.infer<typeof putMetricData>["MetricData"][number];
type Result = Record<string, XmlValue>;
type Operation = (input: unknown, place: Place, request: ServiceRequest) => Result;

/** CloudWatch's data points, in its JSON and query protocols; alarms and dashboards stay with moto. */
export class CloudWatch implements LocalService {
  readonly scopes = ["monitoring"];
  private readonly operations: Readonly<Record<string, Operation>> = {
    GetMetricData: (input, place, request) => this.getMetricData(input, place, request),
    PutMetricData: (input, place) => this.putMetricData(input, place),
    ListMetrics: (input, place) => this.listMetrics(input, place),
  };

  constructor(
    private readonly context: Pick<LocalContext, "clock">,
    private readonly metrics: Metrics,
  ) {}

  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const operation = this.operations[request.operation ?? ""];
    if (!operation) return next(request);
    const { account, region } = request;
    const input = isJson(request) ? request.input : nest(request.input);
    const result = operation(input, { account, region }, request);
    return Promise.resolve(isJson(request) ? json(result) : queryResponse(request.operation ?? "", result));
  }

  private getMetricData(input: unknown, place: Place, request: ServiceRequest): Result {
    const { MetricDataQueries, StartTime, EndTime, ScanBy } = parse(getMetricData, input);
    const points = readQueries(this.metrics, place, MetricDataQueries, { from: StartTime, to: EndTime });
    const results = MetricDataQueries.filter(({ ReturnData }) => ReturnData).map(
      ({ Id, Label, MetricStat }) => {
        const found = inOrder(points.get(Id) ?? new Map<number, number>(), ScanBy);
        return {
          Id,
          Label: Label ?? MetricStat?.Metric.MetricName ?? Id,
          Timestamps: found.map(([time]) => (isJson(request) ? time / 1000 : new Date(time))),
          Values: found.map(([, value]) => value),
          StatusCode: "Complete",
        };
      },
    );
    return { MetricDataResults: results, Messages: [] };
  }

  private putMetricData(input: unknown, place: Place): Result {
    const { Namespace: namespace, MetricData } = parse(putMetricData, input);
    for (const datum of MetricData) {
      const { MetricName: name, Dimensions: dimensions, Timestamp, Value, Values, Counts } = valid(datum);
      const values = Values ?? (Value === undefined ? [] : [Value]);
      values.forEach((value, index) => {
        const at = Timestamp ?? this.context.clock.now();
        this.metrics.add({ place, namespace, name, dimensions }, value, { at, count: Counts?.[index] ?? 1 });
      });
    }
    return {};
  }

  private listMetrics(input: unknown, place: Place): Result {
    const { Namespace, MetricName } = parse(listMetrics, input);
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
function valid(datum: Datum): Datum {
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

function isJson({ headers }: ServiceRequest): boolean {
  return headers["x-amz-target"] !== undefined;
}

function inOrder(points: Points, scanBy: "TimestampAscending" | "TimestampDescending"): [number, number][] {
  return scanBy === "TimestampAscending" ? [...points] : [...points].reverse();
}

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new AwsError("InvalidParameterValue", `${issue?.path.join(".")}: ${issue?.message}`);
}
