import { ErrorRateAlarm } from "../../../modules/alarms/error-rate-alarm";
import type { ErrorRateAlarmProps } from "../../../modules/alarms/error-rate-alarm";
import { synth } from "../../synth";

function synthAlarm(overrides: Partial<ErrorRateAlarmProps> = {}): string {
  return synth((stack) => {
    new ErrorRateAlarm(stack, "errors", {
      name: "shop-dev-blue-errors",
      loadBalancerArnSuffix: "app/shop-dev/1",
      targetGroupArnSuffix: "targetgroup/shop-dev-blue/2",
      maximumErrorPercent: 5,
      ...overrides,
    });
  });
}
const alarm = { tfResourceType: "aws_cloudwatch_metric_alarm" };
const sum = (id: string, name: string) => ({
  id,
  metric: {
    namespace: "AWS/ApplicationELB",
    metric_name: name,
    dimensions: { LoadBalancer: "app/shop-dev/1", TargetGroup: "targetgroup/shop-dev-blue/2" },
    period: 60,
    stat: "Sum",
  },
});

describe("ErrorRateAlarm", () => {
  it("judges the share of a target group's requests that end in 5xx, each minute", () => {
    expect(synthAlarm()).toHaveResourceWithProperties(alarm, {
      alarm_name: "shop-dev-blue-errors",
      comparison_operator: "GreaterThanThreshold",
      threshold: 5,
      metric_query: [
        expect.objectContaining({ id: "rate", expression: "100 * errors / requests", return_data: true }),
        sum("errors", "HTTPCode_Target_5XX_Count"),
        sum("requests", "RequestCount"),
      ],
    });
  });

  it("stays quiet without traffic or errors, since both are missing data", () => {
    expect(synthAlarm()).toHaveResourceWithProperties(alarm, { treat_missing_data: "notBreaching" });
  });

  it("goes off after 2 minutes in a row by default", () => {
    expect(synthAlarm()).toHaveResourceWithProperties(alarm, {
      evaluation_periods: 2,
      datapoints_to_alarm: 2,
    });
  });

  it("takes the share and the minutes from its props", () => {
    expect(synthAlarm({ maximumErrorPercent: 0.5, minutes: 1 })).toHaveResourceWithProperties(alarm, {
      threshold: 0.5,
      evaluation_periods: 1,
      datapoints_to_alarm: 1,
      alarm_description: "More than 0.5 % of the requests end in 5xx",
    });
  });
});
