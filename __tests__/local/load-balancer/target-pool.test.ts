import { Clock } from "../../../local/clock/clock";
import { TargetPool } from "../../../local/load-balancer/target-pool";
import { Lateness } from "../../../local/time/lateness";
import type { Application } from "./application";
import { eventually, startApplication } from "./application";
import { BALANCER, groupOf } from "./topologies";

const stopping = new Set<string>();
const fleet = { address: (id: string) => (stopping.has(id) ? undefined : "127.0.0.1") };
const lateness = new Lateness({ strict: false });
let good: Application;
let changing: Application;
let status = 200;
let pool: TargetPool;

beforeEach(async () => {
  status = 200;
  stopping.clear();
  good = await startApplication(() => undefined);
  changing = await startApplication(
    () => undefined,
    () => status,
  );
  pool = new TargetPool(groupOf("blue", 8080), { clock: new Clock(), lateness }, fleet);
});
afterEach(async () => {
  pool.close();
  await Promise.all([good.close(), changing.close()]);
});

function members() {
  return [
    { instanceId: "i-1", port: good.port },
    { instanceId: "i-2", port: changing.port },
  ];
}

function states() {
  return pool.describe().map(({ TargetHealth }) => TargetHealth?.State);
}

function count(state: string) {
  return states().filter((one) => one === state).length;
}

it("does not check targets of a group that no rule names", async () => {
  pool.setMembers(members());
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(pool.describe()[0]?.TargetHealth).toMatchObject({ State: "unused", Reason: "Target.NotInUse" });
});

it("sends to healthy targets in turn, and to all when none is healthy", async () => {
  pool.configure(groupOf("blue", 8080), BALANCER);
  pool.setMembers(members());
  await eventually(() => count("healthy") === 2);
  expect(new Set([pool.pick(), pool.pick()]).size).toBe(2);

  status = 500;
  await eventually(() => count("unhealthy") === 1);
  expect([pool.pick(), pool.pick()].map((target) => target?.member.instanceId)).toEqual(["i-1", "i-1"]);
  expect(pool.describe()[1]?.TargetHealth).toEqual({
    State: "unhealthy",
    Reason: "Target.ResponseCodeMismatch",
    Description: "Health checks failed with these codes: [500]",
  });

  await good.close();
  await eventually(() => count("unhealthy") === 2);
  expect(pool.describe()[0]?.TargetHealth?.Reason).toBe("Target.FailedHealthChecks");
  expect(new Set([pool.pick(), pool.pick()]).size).toBe(2);
});

it("gives one that is gone its turn until its checks tell", async () => {
  pool.configure(groupOf("blue", 8080), BALANCER);
  pool.setMembers(members());
  await eventually(() => count("healthy") === 2);
  stopping.add("i-1");
  const picked = () => new Set([pool.pick(), pool.pick()].map((target) => target?.member.instanceId));
  expect(picked()).toEqual(new Set(["i-1", "i-2"]));
  await eventually(() => count("unhealthy") === 1);
  expect(picked()).toEqual(new Set(["i-2"]));
});

it("checks a target afresh that was deregistered and registered again", async () => {
  pool.configure(groupOf("blue", 8080), BALANCER);
  pool.setMembers(members().slice(0, 1));
  await eventually(() => count("healthy") === 1);
  pool.setMembers([]);
  expect(states()).toEqual(["draining"]);
  pool.setMembers(members().slice(0, 1));
  expect(states()).toEqual(["initial"]);
  await eventually(() => count("healthy") === 1);
});

it("chooses nothing from an empty group", () => {
  expect(pool.pick()).toBeUndefined();
});

it("shows a removed target as draining for the deregistration delay and gives it nothing new", async () => {
  const group = groupOf("blue", 8080, { deregistrationDelaySeconds: 0.2 });
  pool.configure(group, BALANCER);
  pool.setMembers(members());
  await eventually(() => count("healthy") === 2);
  pool.setMembers(members().slice(0, 1));
  expect(states()).toEqual(["healthy", "draining"]);
  expect([pool.pick(), pool.pick()].map((target) => target?.member.instanceId)).toEqual(["i-1", "i-1"]);
  await eventually(() => states().length === 1);
});

it("waits for the requests of a draining instance, and never takes it back", async () => {
  pool.configure(groupOf("blue", 8080), BALANCER);
  pool.setMembers(members().slice(0, 1));
  let end = (): void => undefined;
  void pool.pick()?.serve(new Promise<void>((resolve) => (end = resolve)));
  let drained = false;
  const draining = pool.drain("i-1").then(() => (drained = true));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(drained).toBe(false);
  end();
  await draining;
  pool.setMembers(members().slice(0, 1));
  expect(states()).toEqual(["draining"]);
  expect(pool.pick()).toBeUndefined();
});

it("tells of a target that is not registered", () => {
  expect(pool.describe([{ Id: "i-9" }])).toMatchObject([
    {
      Target: { Id: "i-9", Port: 8080 },
      TargetHealth: { State: "unused", Reason: "Target.NotRegistered" },
    },
  ]);
});

describe("a node that does not know yet", () => {
  const clock = new Clock();
  let now = clock.origin;
  beforeEach(() => {
    jest.spyOn(clock, "now").mockImplementation(() => now);
    const late = new Lateness({ ranges: { targetKnown: [10, 10] } });
    pool = new TargetPool(groupOf("blue", 8080), { clock, lateness: late }, fleet);
    pool.configure(groupOf("blue", 8080), BALANCER);
  });
  const picked = () => [0, 1].map((node) => pool.pick(node)?.member.instanceId);

  it("sends nothing to a new target", () => {
    pool.setMembers(members().slice(0, 1));
    expect(picked()).toEqual([undefined, undefined]);
    now += 10_000;
    expect(picked()).toEqual(["i-1", "i-1"]);
  });

  it("sends to a target that has left, until it knows", () => {
    pool.setMembers(members().slice(0, 1));
    now += 10_000;
    pool.setMembers([]);
    expect(states()).toEqual(["draining"]);
    now += 9_999;
    expect(picked()).toEqual(["i-1", "i-1"]);
    now += 1;
    expect(picked()).toEqual([undefined, undefined]);
  });
});

it.each<[string, number, number, number]>([
  ["until every node knows", 0.2, 30, 200],
  ["at most for the deregistration delay", 30, 0.2, 200],
])("keeps a leaving instance %s", async (_, known, delay, least) => {
  const late = new Lateness({ ranges: { targetKnown: [known, known] } });
  pool = new TargetPool(groupOf("blue", 8080), { clock: new Clock(), lateness: late }, fleet);
  const waited = jest.spyOn(pool as unknown as { wait: (ms: number) => Promise<void> }, "wait");
  pool.configure(groupOf("blue", 8080, { deregistrationDelaySeconds: delay }), BALANCER);
  pool.setMembers(members().slice(0, 1));
  await pool.drain("i-1");
  expect(waited.mock.calls[0]).toEqual([least]);
});
