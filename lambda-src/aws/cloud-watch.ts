import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import type { Colour, PerColour } from "../model/colour";
import { MetricsIncomplete } from "../model/errors";
import type { Metrics, Traffic } from "../model/ports";

const NAMES = {
  requests: "RequestCount",
  serverErrors: "HTTPCode_Target_5XX_Count",
  connectionErrors: "TargetConnectionErrorCount",
};

export class CloudWatchMetrics implements Metrics {
  /** @param targetGroups ARN suffixes, as the metrics' dimensions have them. */
  constructor(
    private readonly client: CloudWatchClient,
    private readonly loadBalancer: string,
    private readonly targetGroups: PerColour<string>,
    private readonly alarms: PerColour<string>,
  ) {}

  async traffic(colour: Colour, from: Date, to: Date): Promise<Traffic> {
    const { MetricDataResults = [] } = await this.client.send(
      new GetMetricDataCommand({
        StartTime: from,
        EndTime: to,
        MetricDataQueries: Object.entries(NAMES).map(([Id, MetricName]) => ({
          Id,
          MetricStat: {
            Metric: {
              Namespace: "AWS/ApplicationELB",
              MetricName,
              Dimensions: [
                { Name: "LoadBalancer", Value: this.loadBalancer },
                { Name: "TargetGroup", Value: this.targetGroups[colour] },
              ],
            },
            Period: 60,
            Stat: "Sum",
          },
        })),
      }),
    );
    const incomplete = MetricDataResults.filter(({ StatusCode }) => StatusCode !== "Complete");
    if (incomplete.length > 0) {
      const got = incomplete.map(({ Id, StatusCode }) => `${Id} ${StatusCode}`).join(", ");
      throw new MetricsIncomplete(`metrics of ${colour}: must be Complete, got ${got}`);
    }
    const sum = (id: keyof typeof NAMES): number | undefined => {
      const values = MetricDataResults.find((result) => result.Id === id)?.Values ?? [];
      return values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);
    };
    return {
      requests: sum("requests"),
      serverErrors: sum("serverErrors"),
      connectionErrors: sum("connectionErrors"),
    };
  }

  async alarm(colour: Colour): Promise<{ state: string | undefined; reason: string | undefined }> {
    const { MetricAlarms } = await this.client.send(
      new DescribeAlarmsCommand({ AlarmNames: [this.alarms[colour]] }),
    );
    return { state: MetricAlarms?.[0]?.StateValue, reason: MetricAlarms?.[0]?.StateReason };
  }
}
