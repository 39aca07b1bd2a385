import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { CloudWatchClient, paginateDescribeAlarms, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { motoConfiguration } from "../client-configuration";
import { repeat } from "../clock/repeat";
import type { LocalContext, Place } from "../context";
import type { LocalService, Next, ServiceRequest, ServiceResponse } from "../gateway/service";
import { readQueries } from "../metrics/metric-data";
import type { Metrics } from "../metrics/metrics";
import { PerPlace } from "../per-place";
import { readDefinition } from "./alarm-definition";
import { evaluateAlarm, evaluationStart } from "./evaluate-alarm";

/** Virtual; CloudWatch judges a standard alarm once a minute, at a moment of its own. */
const EVALUATION_SECONDS = 10;
/** Real: however fast the clock. */
const SHORTEST_PAUSE_MILLISECONDS = 250;
const CHANGES = new Set(["PutMetricAlarm", "DeleteAlarms", "SetAlarmState"]);

interface PlaceAlarms {
  readonly place: Place;
  readonly client: CloudWatchClient;
  alarms: readonly MetricAlarm[];
  /** moto holds something newer than `alarms`. */
  stale: boolean;
}

/** Evaluates the deployed metric alarms on the data points, and sets their state in moto. No action fires. */
export class Alarms implements LocalService {
  readonly scopes = ["monitoring"];
  private readonly places = new PerPlace((place): PlaceAlarms => {
    const client = new CloudWatchClient(motoConfiguration(this.context, place));
    return { place, client, alarms: [], stale: true };
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
    if (CHANGES.has(request.operation ?? "")) this.places.of(request).stale = true;
    return response;
  }

  /** Judges every alarm now. */
  async evaluate(): Promise<void> {
    for (const known of this.places.all()) {
      if (known.stale) {
        known.stale = false;
        known.alarms = await readAlarms(known.client).catch((error: unknown) => {
          known.stale = true;
          throw error;
        });
      }
      for (const alarm of known.alarms) {
        await this.judge(alarm, known).catch((error: unknown) => this.complain(alarm, error));
      }
    }
  }

  private async judge(alarm: MetricAlarm, known: PlaceAlarms): Promise<void> {
    const { client, place } = known;
    const definition = readDefinition(alarm);
    if (!definition) return;
    const { rule, queries, judged } = definition;
    const now = this.context.clock.now();
    const points = readQueries(this.metrics, place, queries, { from: evaluationStart(rule, now), to: now });
    const verdict = evaluateAlarm(rule, points.get(judged) ?? new Map<number, number>());
    if (!verdict || verdict.state === alarm.StateValue) return;
    known.stale = true;
    await client.send(
      new SetAlarmStateCommand({
        AlarmName: alarm.AlarmName,
        StateValue: verdict.state,
        StateReason: verdict.reason,
      }),
    );
    this.context.log("alarms", `${alarm.AlarmName} is ${verdict.state}: ${verdict.reason}`);
  }

  /** Once for each message: an alarm that cannot be judged would say so every few milliseconds. */
  private complain({ AlarmName }: MetricAlarm, error: unknown): void {
    const message = `${AlarmName} not evaluated: ${String(error)}`;
    if (this.closing.signal.aborted || this.complaints.has(message)) return;
    this.complaints.add(message);
    this.context.log("alarms", message);
  }
}

async function readAlarms(client: CloudWatchClient): Promise<readonly MetricAlarm[]> {
  const alarms: MetricAlarm[] = [];
  for await (const page of paginateDescribeAlarms({ client }, { AlarmTypes: ["MetricAlarm"] })) {
    alarms.push(...(page.MetricAlarms ?? []));
  }
  return alarms;
}
