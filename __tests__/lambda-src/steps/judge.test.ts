import type { Traffic } from "../../../lambda-src/model/ports";
import { judge, type Watch } from "../../../lambda-src/steps/judge";

const thresholds = { maximumErrorPercent: 5, maximumConnectionErrors: 0 };
const watch: Watch = {
  colour: "green",
  step: 1,
  steps: 2,
  weight: 20,
  minimumRequests: 20,
  shiftedAt: new Date("2026-01-01T00:00:30Z"),
  lagSeconds: 180,
  last: false,
};
const now = new Date("2026-01-01T00:05:31Z");

function verdict(traffic: Partial<Traffic>, changes: Partial<Watch> = {}, state: string | undefined = "OK") {
  const asked: string[] = [];
  const metrics = {
    traffic: (_colour: string, from: Date, to: Date): Promise<Traffic> => {
      asked.push(`${from.toISOString()} ${to.toISOString()}`);
      return Promise.resolve({
        requests: undefined,
        serverErrors: undefined,
        connectionErrors: undefined,
        ...traffic,
      });
    },
    alarm: () => Promise.resolve({ state, reason: "over 5 %" }),
  };
  return { asked, result: judge(metrics, thresholds, { ...watch, ...changes }, now) };
}

test("judges minutes that began after the shift and whose counts have all arrived", async () => {
  const { asked, result } = verdict({ requests: 100 });
  await result;
  expect(asked).toEqual(["2026-01-01T00:01:00.000Z 2026-01-01T00:03:00.000Z"]);
});

test("takes missing error counts for none", async () => {
  await expect(verdict({ requests: 100 }).result).resolves.toEqual({
    result: "pass",
    detail: "step 1 of 2 (20 %): 5xx rate 0.0 % of 100 requests, 0 connection errors",
  });
});

test.each<[string, Partial<Traffic>, Partial<Watch>, string | undefined, string]>([
  [
    "too many errors",
    { requests: 142, serverErrors: 47 },
    {},
    "ALARM",
    "5xx rate 33.1 % of 142 requests exceeds 5 %",
  ],
  ["a failed connection", { requests: 100, connectionErrors: 1 }, {}, "OK", "1 connection errors exceed 0"],
  ["its alarm", { requests: 100 }, {}, "ALARM", "green errors alarm is in ALARM: over 5 %"],
  ["no alarm at all", { requests: 100 }, {}, undefined, "green errors alarm must exist, got none"],
  [
    "no data twice",
    {},
    { last: true },
    "OK",
    "too little traffic after two watches: 0 requests are fewer than 20",
  ],
])("fails by %s", async (_name, traffic, changes, state, message) => {
  const verdictOf = state === undefined ? withoutAlarm(traffic) : verdict(traffic, changes, state).result;
  await expect(verdictOf).rejects.toThrow(`step 1 of 2 (20 %): ${message}`);
});

function withoutAlarm(traffic: Partial<Traffic>): Promise<unknown> {
  const none = { requests: undefined, serverErrors: undefined, connectionErrors: undefined };
  const metrics = {
    traffic: () => Promise.resolve({ ...none, ...traffic }),
    alarm: () => Promise.resolve({ state: undefined, reason: undefined }),
  };
  return judge(metrics, thresholds, watch, now);
}

test("is inconclusive with too little traffic", async () => {
  await expect(verdict({ requests: 3, serverErrors: 3 }).result).resolves.toMatchObject({
    result: "inconclusive",
  });
});

test("minimumRequests 0 turns off that gate and no other", async () => {
  await expect(verdict({}, { minimumRequests: 0 }).result).resolves.toMatchObject({ result: "pass" });
  await expect(verdict({ requests: 1, serverErrors: 1 }, { minimumRequests: 0 }).result).rejects.toThrow(
    "100.0 %",
  );
});
