import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";

export interface ErrorRateAlarmProps {
  readonly name: string;
  /** `arn_suffix` of the load balancer. */
  readonly loadBalancerArnSuffix: string;
  /** `arn_suffix` of the target group. */
  readonly targetGroupArnSuffix: string;
  /** Percent of the requests that may end in 5xx, 0 to 100. */
  readonly maximumErrorPercent: number;
  /**
   * Minutes in a row that must be over the maximum.
   * @default 2
   */
  readonly minutes?: number;
}

/**
 * Goes off while too many of a target group's requests end in 5xx.
 *
 * One stray error in a quiet minute is left to the release's gate, which weighs a whole watch. A minute without
 * errors has no error metric at all, and a colour without traffic has none either: both count as quiet.
 */
export class ErrorRateAlarm extends Construct {
  readonly alarm: CloudwatchMetricAlarm;

  constructor(scope: Construct, id: string, props: ErrorRateAlarmProps) {
    super(scope, id);
    const { name, loadBalancerArnSuffix, targetGroupArnSuffix, maximumErrorPercent, minutes = 2 } = props;
    const sum = (queryId: string, metricName: string) => ({
      id: queryId,
      metric: {
        namespace: "AWS/ApplicationELB",
        metricName,
        dimensions: { LoadBalancer: loadBalancerArnSuffix, TargetGroup: targetGroupArnSuffix },
        period: 60,
        stat: "Sum",
      },
    });
    this.alarm = new CloudwatchMetricAlarm(this, "alarm", {
      alarmName: name,
      alarmDescription: `More than ${maximumErrorPercent} % of the requests end in 5xx`,
      comparisonOperator: "GreaterThanThreshold",
      threshold: maximumErrorPercent,
      evaluationPeriods: minutes,
      datapointsToAlarm: minutes,
      treatMissingData: "notBreaching",
      metricQuery: [
        {
          id: "rate",
          expression: "100 * errors / requests",
          label: "Errors in percent of requests",
          returnData: true,
        },
        sum("errors", "HTTPCode_Target_5XX_Count"),
        sum("requests", "RequestCount"),
      ],
    });
  }
}
