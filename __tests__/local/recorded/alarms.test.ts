import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { evaluateAlarm } from "../../../local/alarms/evaluate-alarm";
import alarms from "./alarms.json";
import { holds } from "./recording";

type Row = [datapointsToAlarm: number, points: string, ...states: string[]];

const treatments = ["missing", "ignore", "breaching", "notBreaching"];
const MINUTE = 60_000;

/** `0 - X`: within the threshold of 10, missing, beyond it. */
function pointsOf(text: string): ReadonlyMap<number, number> {
  return new Map(
    text
      .split(" ")
      .flatMap((point, index): [number, number][] =>
        point === "-" ? [] : [[index * MINUTE, point === "X" ? 20 : 0]],
      ),
  );
}

describe("alarms with missing data, as AWS documents them", () => {
  holds(
    (alarms.rows as Row[]).flatMap(([datapointsToAlarm, points, ...states]) =>
      treatments.map((treatMissingData, index) => ({
        datapointsToAlarm,
        points,
        treatMissingData,
        state: states[index],
      })),
    ),
    ({ datapointsToAlarm, points, treatMissingData }) =>
      `${points}: ${datapointsToAlarm} of 3, missing data is ${treatMissingData}`,
    ({ datapointsToAlarm, points, treatMissingData, state }) => {
      const alarm: MetricAlarm = {
        ComparisonOperator: "GreaterThanThreshold",
        Threshold: 10,
        EvaluationPeriods: 3,
        DatapointsToAlarm: datapointsToAlarm,
        TreatMissingData: treatMissingData,
      };
      expect(evaluateAlarm(alarm, pointsOf(points))?.state ?? "unchanged").toBe(state);
    },
  );
});
