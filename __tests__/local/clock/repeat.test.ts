import { repeat } from "../../../local/clock/repeat";

test("goes on after a failure, and tells a repeated one once until a round succeeds", async () => {
  const closing = new AbortController();
  const outcomes = ["gone", "gone", undefined, "gone", "other"];
  const told: unknown[] = [];
  await repeat(
    async () => {
      const outcome = outcomes.shift();
      if (outcomes.length === 0) closing.abort();
      await Promise.resolve();
      if (outcome !== undefined) throw new Error(outcome);
    },
    { pauseMilliseconds: () => 0, signal: closing.signal, complain: (error) => told.push(String(error)) },
  );
  // The last failure comes with the end, which is not worth telling.
  expect(told).toEqual(["Error: gone", "Error: gone"]);
});
