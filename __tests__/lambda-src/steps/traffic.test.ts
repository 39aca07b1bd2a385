import { shift } from "../../../lambda-src/steps/traffic";
import { FakeWorld } from "../../release/world";

const token = { owner: "arn:release:1", generation: 1 };
const plan = {
  stable: { colour: "blue" as const, version: "v1" },
  candidate: "green" as const,
  asleep: false,
  wayBack: [],
  first: false,
};

function ready(): FakeWorld {
  const world = new FakeWorld();
  world.serve("blue", "v1", 2);
  world.holderNow = token;
  world.fleet.green.instances = world.fleet.blue.instances.map((instance) => ({ ...instance }));
  return world;
}

const run = (world: FakeWorld, weight: number, by = token) =>
  shift({ lock: world, balancer: world, clock: world }, by, plan, weight, 2);

test("gives the new colour its weight and says when", async () => {
  const world = ready();
  expect(await run(world, 20)).toEqual({
    shiftedAt: "2026-01-01T00:00:00.000Z",
    weights: { blue: 80, green: 20 },
  });
});

test("may be repeated", async () => {
  const world = ready();
  await run(world, 20);
  expect((await run(world, 20)).weights).toEqual({ blue: 80, green: 20 });
});

test("refuses while a target is unhealthy, and changes nothing", async () => {
  const world = ready();
  world.fleet.green.instances.forEach((instance) => (instance.healthy = false));
  await expect(run(world, 20)).rejects.toThrow(
    "green: all targets must be healthy before a shift, got 0 of 2",
  );
  expect(world.changes).toEqual([]);
});

test("refuses to lower the new colour's weight", async () => {
  const world = ready();
  await run(world, 50);
  await expect(run(world, 20)).rejects.toThrow("weight must rise");
});

test("refuses an owner that has lost the lock, and changes nothing", async () => {
  const world = ready();
  await expect(run(world, 20, { ...token, generation: 9 })).rejects.toThrow("release lock: token must be");
  expect(world.changes).toEqual([]);
});

test("takes the shift back when the lock is lost during it", async () => {
  const world = ready();
  world.before = (operation) => {
    if (operation.startsWith("weights blue 80")) world.holderNow = { owner: "arn:release:2", generation: 2 };
  };
  await expect(run(world, 20)).rejects.toMatchObject({ name: "LockLost" });
  expect(world.changes).toEqual(["weights blue 80 green 20", "weights blue 100 green 0"]);
});

test("reads again what still tells of the weights before", async () => {
  const world = ready();
  const asked: number[] = [];
  world.before = (operation) => {
    if (operation === "weights") asked.push(world.time);
  };
  expect((await run(world, 20)).weights).toEqual({ blue: 80, green: 20 });
  expect(asked.map((time) => time - (asked[0] ?? 0))).toEqual([0, 0, 1000, 2000, 3000, 4000, 5000]);
});

test("gives up on weights that never become what was asked", async () => {
  const world = ready();
  world.staleSeconds = Infinity;
  const started = world.time;
  await expect(run(world, 20)).rejects.toThrow(
    "production rule: must be blue 80 and green 20 after the shift, got blue 100 and green 0",
  );
  expect(world.time - started).toBe(9000);
});

test("does not wait for weights that a hand has set meanwhile", async () => {
  const world = ready();
  world.staleSeconds = 0;
  const started = world.time;
  const { setWeights } = world;
  world.setWeights = async () => setWeights({ blue: 50, green: 50 });
  await expect(run(world, 20)).rejects.toThrow("got blue 50 and green 50");
  expect(world.time).toBe(started);
});
