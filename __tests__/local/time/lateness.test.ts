import { LATENESS, Lateness } from "../../../local/time/lateness";

const delays = (lateness: Lateness) =>
  Array.from({ length: 500 }, () => lateness.milliseconds("ruleInForce") / 1000);

it("draws from the whole range of the table, and the same for the same seed", () => {
  const drawn = delays(new Lateness({ seed: 7 }));
  const [least = NaN, most = NaN] = LATENESS.delays.ruleInForce.seconds;
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(least);
  expect(Math.max(...drawn)).toBeLessThanOrEqual(most);
  expect(Math.max(...drawn) - Math.min(...drawn)).toBeGreaterThan(0.9 * (most - least));
  expect(delays(new Lateness({ seed: 7 }))).toEqual(drawn);
  expect(delays(new Lateness({ seed: 8 }))).not.toEqual(drawn);
});

it("draws one phenomenon whatever was drawn of another", () => {
  const lateness = new Lateness();
  lateness.milliseconds("agentUp");
  lateness.happens("eventTwice");
  expect(delays(lateness)).toEqual(delays(new Lateness()));
});

it("draws each phenomenon from a series of its own", () => {
  const lateness = new Lateness();
  const events = Array.from({ length: 500 }, () => lateness.milliseconds("eventArrives") / 1000);
  expect(LATENESS.delays.eventArrives.seconds).toEqual(LATENESS.delays.ruleInForce.seconds);
  expect(events).not.toEqual(delays(lateness));
});

it("is never late when it is not strict, and as late as it is told otherwise", () => {
  const punctual = new Lateness({ strict: false });
  expect([punctual.milliseconds("agentUp"), punctual.happens("meetsStaleCopy")]).toEqual([0, false]);
  const never = new Lateness({ ranges: { agentUp: [Infinity, Infinity] }, chances: { eventTwice: 1 } });
  expect([never.milliseconds("agentUp"), never.happens("eventTwice")]).toEqual([Infinity, true]);
});

it("happens as often as the table says", () => {
  const lateness = new Lateness();
  const times = Array.from({ length: 2000 }, () => lateness.happens("eventTwice")).filter(Boolean).length;
  expect(times / 2000).toBeCloseTo(LATENESS.chances.eventTwice.chance, 1.5);
});
