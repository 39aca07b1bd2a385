import { StageGate } from "../../../local/codepipeline/stage-gate";

const execution = (number: number) => ({ number });

test("lets one execution in at a time", async () => {
  const gate = new StageGate();
  await expect(gate.enter(execution(1))).resolves.toBe(true);
  let inside = false;
  const entered = gate.enter(execution(2)).then((admitted) => (inside = admitted));
  await Promise.resolve();
  expect(inside).toBe(false);
  gate.leave();
  await expect(entered).resolves.toBe(true);
  gate.leave();
  await expect(gate.enter(execution(3))).resolves.toBe(true);
});

test.each([
  [2, 3],
  [3, 2],
])("keeps the newest of those that wait: %i before %i", async (...numbers) => {
  const gate = new StageGate();
  await gate.enter(execution(1));
  const entered = numbers.map((number) => gate.enter(execution(number)));
  gate.leave();
  await expect(Promise.all(entered)).resolves.toEqual(numbers.map((number) => number === 3));
});
