import type { MetricAlarm, MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { CloudWatchClient, paginateDescribeAlarms, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { motoConfiguration } from "../client-configuration";
import { repeat } from "../clock/repeat";
import type { LocalContext, Place } from "../context";
import type { LocalService, Next, ServiceRequest, ServiceResponse } from "../gateway/service";
import { readQueries } from "../metrics/metric-data";
import type { Metrics } from "../metrics/metrics";
import { everyPage } from "../pages";
import { PerPlace } from "../per-place";
import { evaluateAlarm } from "./evaluate-alarm";

/** Virtual; CloudWatch judges a standard alarm once a minute, at a moment of its own. */
const EVALUATION_SECONDS = 10;
/** Real: however fast the clock. */
const SHORTEST_PAUSE_MILLISECONDS = 250;
/** CloudWatch looks further back than the alarm's periods, for points in place of missing ones. */
const EXTRA_PERIODS = 2;
const CHANGES = new Set(["PutMetricAlarm", "DeleteAlarms", "SetAlarmState"]);

interface PlaceAlarms {
  readonly place: Place;
  readonly client: CloudWatchClient;
  /** Undefined when moto may hold something newer. */
  alarms: Promise<readonly MetricAlarm[]> | undefined;
}

/** Evaluates the deployed metric alarms on the data points, and sets their state in moto. No action fires. */
export class Alarms implements LocalService {
  readonly scopes = ["monitoring"];
  private readonly places = new PerPlace((place): PlaceAlarms => {
    const client = new CloudWatchClient(motoConfiguration(this.context, place));
    return { place, client, alarms: undefined };
  });
  private readonly complaints = new Set<string>();
  private readonly closing = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly context: LocalContext,
    private readonly metrics: Metrics,
  ) {}

  start(): Promise<void> {
    this.running = repeat(() => this.evaluate(), {
      pauseMilliseconds: () =>
        Math.max(this.context.clock.real(EVALUATION_SECONDS * 1000), SHORTEST_PAUSE_MILLISECONDS),
      signal: this.closing.signal,
      complain: (error) => this.context.log("alarms", `not evaluated: ${String(error)}`),
    });
    return Promise.resolve();
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  /** Passes everything on; a change of alarms makes it read them again. */
  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const response = await next(request);
    if (CHANGES.has(request.operation ?? "")) this.places.of(request).alarms = undefined;
    return response;
  }

  /** Judges every alarm now. */
  async evaluate(): Promise<void> {
    for (const known of this.places.all()) {
      known.alarms ??= readAlarms(known.client).catch((error: unknown) => {
        known.alarms = undefined;
        throw error;
      });
      for (const alarm of await known.alarms) {
        await this.judge(alarm, known).catch((error: unknown) => this.complain(alarm, error));
      }
    }
  }

  private async judge(alarm: MetricAlarm, known: PlaceAlarms): Promise<void> {
    const { AlarmName, EvaluationPeriods = 1 } = alarm;
    const queries = alarm.Metrics?.length ? alarm.Metrics : [single(alarm)];
    const judged = queries.find(({ ReturnData = true }) => ReturnData)?.Id ?? "";
    const periods = queries.map(({ MetricStat, Period = 60 }) => MetricStat?.Period ?? Period);
    const period = Math.max(60, ...periods) * 1000;
    const to = this.context.clock.now();
    const from = Math.floor(to / period) * period - (EvaluationPeriods + EXTRA_PERIODS) * period;
    const points = readQueries(this.metrics, known.place, queries, { from, to });
    const verdict = evaluateAlarm(alarm, points.get(judged) ?? new Map<number, number>());
    if (!verdict || verdict.state === alarm.StateValue) return;
    const { state: StateValue, reason: StateReason } = verdict;
    known.alarms = undefined;
    await known.client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }));
    this.context.log("alarms", `${AlarmName} is ${StateValue}: ${StateReason}`);
  }

  /** Once for each message: an alarm that cannot be judged would say so every few milliseconds. */
  private complain({ AlarmName }: MetricAlarm, error: unknown): void {
    const message = `${AlarmName} not evaluated: ${String(error)}`;
    if (this.closing.signal.aborted || this.complaints.has(message)) return;
    this.complaints.add(message);
    this.context.log("alarms", message);
  }
}

function readAlarms(client: CloudWatchClient): Promise<readonly MetricAlarm[]> {
  const pages = paginateDescribeAlarms({ client }, { AlarmTypes: ["MetricAlarm"] });
  return everyPage(pages, (page) => page.MetricAlarms);
}

/** An alarm of one metric, which names no queries. */
function single({ Namespace, MetricName, Dimensions, Period, Statistic }: MetricAlarm): MetricDataQuery {
  return { Id: "m1", MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat: Statistic } };
}
