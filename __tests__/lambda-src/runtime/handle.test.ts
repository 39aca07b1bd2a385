import * as z from "zod";
import { handle } from "../../../lambda-src/runtime/handle";
import { parseEnvironment } from "../../../lambda-src/runtime/environment";
import { poll } from "../../../lambda-src/model/polling";
import { token } from "../../../lambda-src/model/token";
import { perColour } from "../../../lambda-src/contracts/per-colour";

const owner = "arn:aws:states:eu-west-1:222222222222:execution:slipway-dev-release:abc";

test("logs one JSON line with the release's id", async () => {
  const lines: string[] = [];
  const handler = handle(
    z.strictObject({ token }),
    () => Promise.resolve(7),
    (line) => lines.push(line),
  );
  await expect(handler({ token: { owner, generation: 1 } })).resolves.toBe(7);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ release: "abc", message: "done", result: 7 }),
  ]);
});

test("shows an event that it does not know", async () => {
  const handler = handle(z.strictObject({ token }), () => Promise.resolve(7));
  await expect(handler({ action: "dance" })).rejects.toThrow(/token: .*, got \{"action":"dance"\}/);
  await expect(handler({ action: "dance" })).rejects.toMatchObject({ name: "InvalidEvent" });
});

test("names every wrong environment variable", () => {
  const schema = z.object({ TABLE_NAME: z.string(), FLEETS: perColour });
  expect(() => parseEnvironment(schema, { FLEETS: "blue" })).toThrow(
    /environment: TABLE_NAME: .*\nenvironment: FLEETS: must be JSON/,
  );
});

test("polls until the last attempt, then refuses with what is missing", async () => {
  const ask = () => Promise.resolve({ done: false, detail: "1 of 2" });
  const refuse = (detail: string) => new Error(detail);
  await expect(poll({ attempt: 0, attempts: 2 }, ask, refuse)).resolves.toEqual({
    done: false,
    attempt: 1,
    detail: "1 of 2",
  });
  await expect(poll({ attempt: 1, attempts: 2 }, ask, refuse)).rejects.toThrow("1 of 2 (asked 2 times)");
});
