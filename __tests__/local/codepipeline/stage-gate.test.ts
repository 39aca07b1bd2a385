import { StageGate } from "../../../local/codepipeline/stage-gate";

const execution = (number: number) => ({ number });

test("lets one execution in at a time", async () => {
  const gate = new StageGate("QUEUED");
  const [first, second] = [execution(1), execution(2)];
  await expect(gate.enter(first)).resolves.toBe(true);
  const entered = gate.enter(second);
  expect(gate.inbound).toEqual([second]);
  gate.leave(first);
  await expect(entered).resolves.toBe(true);
  expect(gate.inbound).toEqual([]);
});

test("QUEUED lets those that wait in by age", async () => {
  const gate = new StageGate("QUEUED");
  const [first, second, third] = [execution(1), execution(2), execution(3)];
  const order: number[] = [];
  await gate.enter(first);
  void gate.enter(third).then(() => order.push(3));
  void gate.enter(second).then(() => order.push(2));
  gate.leave(first);
  await Promise.resolve();
  gate.leave(second);
  await Promise.resolve();
  expect(order).toEqual([2, 3]);
});

test("SUPERSEDED keeps the newest of those that wait, whichever came last", async () => {
  const gate = new StageGate("SUPERSEDED");
  const [first, second, third] = [execution(1), execution(2), execution(3)];
  await gate.enter(first);
  const newest = gate.enter(third);
  await expect(gate.enter(second)).resolves.toBe(false);
  gate.leave(first);
  await expect(newest).resolves.toBe(true);
});

test("one that is withdrawn does not enter", async () => {
  const gate = new StageGate("QUEUED");
  const [first, second] = [execution(1), execution(2)];
  await gate.enter(first);
  const entered = gate.enter(second);
  gate.withdraw(second);
  await expect(entered).resolves.toBe(false);
  gate.leave(first);
  await expect(gate.enter(execution(3))).resolves.toBe(true);
});
