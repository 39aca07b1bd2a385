import { silence } from "../../../lambda-src/steps/silence";

/** Without weight since 12:00:30, known everywhere at 12:02:30: 12:03 is the first minute that counts. */
const event = {
  plan: {
    stable: { colour: "blue" as const, version: "v1" },
    candidate: "green" as const,
    asleep: false,
    wayBack: [],
    first: false,
  },
  leaving: "stable" as const,
  since: "2026-01-01T12:00:30.000Z",
  propagationSeconds: 120,
  lagSeconds: 180,
  polling: { attempt: 0, attempts: 2 },
};

async function ask(at: string, changes: Partial<Parameters<typeof silence>[1]> = {}, requests?: number) {
  const asked: string[] = [];
  const metrics = {
    traffic: (colour: string, from: Date, to: Date) => {
      asked.push(`${colour} ${from.toISOString().slice(11, 16)} ${to.toISOString().slice(11, 16)}`);
      return Promise.resolve({ requests, serverErrors: undefined, connectionErrors: undefined });
    },
  };
  const answer = await silence(metrics, { ...event, ...changes }, new Date(`2026-01-01T${at}Z`));
  return { ...answer, asked };
}

test("asks for the newest minute whose counts have arrived, once every node must know", async () => {
  expect(await ask("12:05:59")).toMatchObject({ done: false, asked: [] });
  expect(await ask("12:06:00")).toMatchObject({ done: true, asked: ["blue 12:03 12:04"] });
  expect(await ask("12:20:10")).toMatchObject({ done: true, asked: ["blue 12:17 12:18"] });
});

test("asks for the colour that leaves", async () => {
  expect((await ask("12:06:00", { leaving: "candidate" })).asked).toEqual(["green 12:03 12:04"]);
  const plan = { ...event.plan, stable: null, first: true };
  expect(await ask("12:00:30", { plan })).toMatchObject({ done: true, asked: [] });
});

test("is not silent with one request, and says so after the last question", async () => {
  expect(await ask("12:06:00", {}, 1)).toMatchObject({ done: false, attempt: 1 });
  await expect(ask("12:06:00", { polling: { attempt: 1, attempts: 2 } }, 1)).rejects.toMatchObject({
    name: "StillServing",
    message:
      "colour blue: must get no requests before its instances go, got 1 requests in the minute from 2026-01-01T12:03:00.000Z (asked 2 times)",
  });
});
