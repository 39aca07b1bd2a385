import fc from "fast-check";
import { Clock } from "../../../local/clock/clock";
import { Metrics } from "../../../local/metrics/metrics";

const MINUTE = 60_000;
const noon = Date.UTC(2026, 0, 1, 12);
const series = {
  place: { account: "222222222222", region: "eu-west-1" },
  namespace: "AWS/ApplicationELB",
  name: "RequestCount",
  dimensions: { LoadBalancer: "app/a/1", TargetGroup: "targetgroup/b/1" },
};
let now = noon;
let metrics: Metrics;

beforeEach(() => {
  const clock = new Clock();
  jest.spyOn(clock, "now").mockImplementation(() => now);
  now = noon;
  metrics = new Metrics(clock);
});

function read(statistic = "Sum", periodSeconds = 60, from = noon - MINUTE, to = noon + 10 * MINUTE) {
  return [...metrics.read(series, statistic, { from, to, periodSeconds })];
}

it("shows a period when it is complete, and no point for a period in which nothing was measured", () => {
  metrics.add(series, 1);
  now = noon + MINUTE - 1;
  expect(read()).toEqual([]);
  now = noon + 3 * MINUTE;
  expect(read()).toEqual([[noon, 1]]);
});

it("shows a period later by the lag", () => {
  const clock = new Clock();
  jest.spyOn(clock, "now").mockImplementation(() => now);
  metrics = new Metrics(clock, () => 2 * MINUTE);
  metrics.add(series, 1);
  now = noon + 2 * MINUTE - 1;
  expect(read()).toEqual([]);
  now += 1;
  expect(read()).toEqual([[noon, 1]]);
});

it.each([
  ["Sum", 10],
  ["Average", 2.5],
  ["Minimum", 1],
  ["Maximum", 4],
  ["SampleCount", 4],
])("gives the %s over a period of several minutes", (statistic, expected) => {
  [1, 2, 3, 4].forEach((value, index) => metrics.add(series, value, { at: noon + index * MINUTE }));
  now = noon + 5 * MINUTE;
  expect(read(statistic, 300)).toEqual([[noon, expected]]);
});

it("refuses another statistic by its name", () => {
  expect(() => read("p99")).toThrow("local AWS has no statistic p99");
});

it("gives periods that begin in the window, with its start rounded down to the minute", () => {
  [0, 1, 2].forEach((minute) => metrics.add(series, 1, { at: noon + minute * MINUTE }));
  now = noon + 5 * MINUTE;
  expect(read("Sum", 60, noon + MINUTE + 30_000, noon + 2 * MINUTE)).toEqual([[noon + MINUTE, 1]]);
});

it("tells dimension sets apart, whatever their order", () => {
  metrics.add({ ...series, dimensions: { LoadBalancer: "app/a/1" } }, 5);
  metrics.add({ ...series, dimensions: { TargetGroup: "targetgroup/b/1", LoadBalancer: "app/a/1" } }, 7);
  now = noon + MINUTE;
  expect(read()).toEqual([[noon, 7]]);
  expect(metrics.list(series.place)).toHaveLength(2);
  expect(metrics.list({ ...series.place, account: "333333333333" })).toEqual([]);
});

it("loses no value, whenever they came", () => {
  const values = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 * MINUTE }), fc.nat(100)), { minLength: 1 });
  fc.assert(
    fc.property(values, (added) => {
      const clock = new Clock();
      const fresh = new Metrics(clock, () => 0);
      added.forEach(([offset, value]) => fresh.add(series, value, { at: clock.origin - offset }));
      const window = { from: clock.origin - 3_600_000, to: clock.origin + 1, periodSeconds: 60 };
      const sum = [...fresh.read(series, "Sum", window).values()].reduce((total, value) => total + value, 0);
      expect(sum).toBe(added.reduce((total, [, value]) => total + value, 0));
    }),
  );
});

it("lets the newest minute grow, part by part, each as late as it is", () => {
  const clock = new Clock();
  jest.spyOn(clock, "now").mockImplementation(() => now);
  const lags = [MINUTE, 3 * MINUTE];
  metrics = new Metrics(clock, () => lags.shift() ?? NaN);
  [1, 2, 4, 8].forEach((value) => metrics.add(series, value));
  now = noon + 3 * MINUTE - 1;
  expect(read()).toEqual([[noon, 10]]);
  expect(read("Minimum")).toEqual([[noon, 2]]);
  now += 1;
  expect(read()).toEqual([[noon, 15]]);
});

it("shows a longer period when it is over, by what has arrived of it", () => {
  const lags = [MINUTE, MINUTE, 3 * MINUTE, 3 * MINUTE];
  const clock = new Clock();
  jest.spyOn(clock, "now").mockImplementation(() => now);
  metrics = new Metrics(clock, () => lags.shift() ?? NaN);
  metrics.add(series, 1);
  now = noon + MINUTE;
  metrics.add(series, 2);
  now = noon + 2 * MINUTE - 1;
  expect(read("Sum", 120)).toEqual([]);
  now += 1;
  expect(read("Sum", 120)).toEqual([[noon, 1]]);
  now += 2 * MINUTE;
  expect(read("Sum", 120)).toEqual([[noon, 3]]);
});
