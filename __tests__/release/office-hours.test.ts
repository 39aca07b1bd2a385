import * as fc from "fast-check";
import { DEFINITION, OFFICE_HOURS_DEFINITION, runOfficeHours, runRelease } from "./run-release";
import { FakeWorld, traffic } from "./world";

function liveOnBlue(size = 3): FakeWorld {
  const world = new FakeWorld();
  world.serve("blue", "v1", size);
  return world;
}

function asleepOnBlue(): FakeWorld {
  const world = new FakeWorld();
  world.rest("blue", "v1");
  return world;
}

const tasksOf = ({ States }: typeof DEFINITION) =>
  Object.entries(States)
    .filter(([, { Type }]) => Type === "Task")
    .map(([name]) => name);
const crashIn = (name: string) => (state: string) => {
  if (state === name) throw Object.assign(new Error("{}"), { name: "Crashed" });
};

describe("office hours", () => {
  it("end with no instance of the live colour, and nothing else changed", async () => {
    const world = liveOnBlue();
    const before = structuredClone({ weights: world.current, idle: world.fleet.green });
    expect(await runOfficeHours(world, "close")).toMatchObject({ output: { closed: "blue" } });
    expect(world.changes).toEqual(["lock arn:hours:1", "resize blue 0..0", "unlock"]);
    expect({ weights: world.current, idle: world.fleet.green }).toEqual(before);
    expect(world.broken).toEqual([]);
  });

  it("begin with the minimum of the live colour", async () => {
    const world = asleepOnBlue();
    expect(await runOfficeHours(world, "open")).toMatchObject({ output: { opened: "blue" } });
    expect(world.changes).toEqual(["lock arn:hours:1", "resize blue 2..2", "unlock"]);
  });

  it("begin without taking anything from a fleet that a release has woken", async () => {
    const world = liveOnBlue(3);
    await runOfficeHours(world, "open");
    expect(world.fleet.blue).toMatchObject({ minimum: 2, desired: 3 });
  });

  it("follow the colour that is live by then", async () => {
    const world = liveOnBlue();
    await runRelease(world);
    await runOfficeHours(world, "close");
    expect(world.fleet.green.desired).toBe(0);
    await runOfficeHours(world, "open");
    expect(world.fleet).toMatchObject({ green: { desired: 2 }, blue: { desired: 0 } });
    expect(world.broken).toEqual([]);
  });

  it("start nothing where nothing was released, which would never serve", async () => {
    const world = new FakeWorld();
    expect(await runOfficeHours(world, "open")).toMatchObject({ output: { opened: null } });
    expect(world.changes).toEqual(["lock arn:hours:1", "unlock"]);
  });

  it("start nothing on a colour that has the weight, but not the last good release", async () => {
    const world = asleepOnBlue();
    world.success = { version: "v1", colour: "green" };
    expect(await runOfficeHours(world, "open")).toMatchObject({ output: { opened: null } });
    expect(world.fleet.blue.desired).toBe(0);
  });

  it("end nothing while the weights are divided", async () => {
    const world = liveOnBlue();
    world.current = { blue: 80, green: 20 };
    const { error, cause } = await runOfficeHours(world, "close");
    expect({ error, cause: JSON.parse(cause ?? "") as unknown }).toEqual({
      error: "WeightsDivided",
      cause: expect.objectContaining({
        errorMessage: "production rule: weights must be on one colour to close it, got blue 80 and green 20",
      }) as unknown,
    });
    expect(world.fleet.blue.desired).toBe(3);
    expect(world.holderNow.owner).toBeUndefined();
  });

  it.each(["drain", "", undefined])("know no action %j", async (action) => {
    const world = liveOnBlue();
    expect(await runOfficeHours(world, action as string)).toMatchObject({ error: "InvalidInput" });
    expect(world.changes).toEqual([]);
  });
});

describe("office hours and a release", () => {
  const locked = tasksOf(DEFINITION).filter((name) => name !== "Lock");

  it("change nothing while one runs, whatever it does", async () => {
    const asked = new Set<string>();
    // What throws while a state runs would only fail that state.
    const noticed: unknown[] = [];
    for (const world of [liveOnBlue(), asleepOnBlue(), liveOnBlue(), new FakeWorld()]) {
      if (asked.size > 0) world.behaviour.traffic = traffic(1000, 500);
      await runRelease(world, {
        failIn: async (state) => {
          if (!locked.includes(state)) return;
          asked.add(state);
          const before = world.changes.length;
          for (const action of ["close", "open"]) {
            const { error } = await runOfficeHours(world, action);
            if (error !== "LockHeld" || world.changes.length > before) noticed.push({ state, action, error });
          }
        },
      });
      expect(world.broken).toEqual([]);
    }
    expect(noticed).toEqual([]);
    // The others are entered after failures of failures only.
    expect(locked.filter((state) => !asked.has(state))).toEqual([
      "Judge again",
      "Explain the late failure",
      "Explain the failure",
    ]);
  });

  it("come once a release that runs has ended", async () => {
    const world = liveOnBlue();
    world.holderNow = { owner: "arn:release:0", generation: 4 };
    world.runningExecutions.add("arn:release:0");
    let asked = 0;
    const { output } = await runOfficeHours(world, "close", {
      failIn: (state) => {
        if (state === "Lock" && ++asked === 3) world.runningExecutions.delete("arn:release:0");
      },
    });
    expect(output).toEqual({ closed: "blue" });
  });

  it.each(["close", "open"])("let none begin while they %s", async (action) => {
    const world = action === "close" ? liveOnBlue() : asleepOnBlue();
    const ends: unknown[] = [];
    await runOfficeHours(world, action, {
      failIn: async (state) => {
        if (state !== "Lock") ends.push((await runRelease(world)).error);
      },
    });
    expect(ends).toEqual(["LockHeld", "LockHeld"]);
    expect(world.changes).toHaveLength(3);
  });

  it.each(tasksOf(OFFICE_HOURS_DEFINITION))("let the next one begin after a crash in %s", async (name) => {
    const world = liveOnBlue();
    const beside = name === "Unlock after the failure" ? "Move" : name;
    const { error } = await runOfficeHours(world, "close", {
      failIn: (state) => {
        crashIn(beside)(state);
        crashIn(name)(state);
      },
    });
    expect(error).toBe("Crashed");
    expect((await runRelease(world)).error).toBeUndefined();
    expect(world.broken).toEqual([]);
  });

  it.each(["close", "open"])("%s nothing any more once a release has taken their lock", async (action) => {
    const world = liveOnBlue();
    const { error } = await runOfficeHours(world, action, {
      failIn: async (state) => {
        if (state !== "Move") return;
        // Stopped, while its function goes on.
        world.runningExecutions.delete("arn:hours:1");
        await runRelease(world);
      },
    });
    expect(error).toBe("LockLost");
    // The release's.
    expect(world.changes.at(-1)).toBe("unlock");
    expect(world.success).toEqual({ version: "v2", colour: "green" });
    expect(world.fleet.green).toMatchObject({ minimum: 2, desired: 3 });
  });
});

describe("a release outside of office hours", () => {
  const shift = (world: FakeWorld) => world.changes.findIndex((change) => change.startsWith("weights"));

  it("wakes the colour that it may have to go back to, before it gives the new one any traffic", async () => {
    const world = asleepOnBlue();
    const { output, error } = await runRelease(world);
    expect(error).toBeUndefined();
    expect(output).toEqual({ version: "v2", colour: "green", previous: { colour: "blue", version: "v1" } });
    expect(world.changes.indexOf("resize blue 2..2")).toBeLessThan(shift(world));
    expect(world.changes[shift(world)]).toBe("weights blue 80 green 20");
    expect(world.fleet).toMatchObject({ green: { minimum: 2, desired: 2 }, blue: { desired: 0 } });
    expect(world.broken).toEqual([]);
  });

  it("waits for it", async () => {
    const world = asleepOnBlue();
    const { states } = await runRelease(world, {
      failIn: (state) => {
        if (state === "Hold") world.agentSeconds = 600;
        if (state === "Raise") world.agentSeconds = 60;
      },
    });
    expect(states).toContain("Old colour awake: wait");
    expect(world.success).toEqual({ version: "v2", colour: "green" });
    expect(world.broken).toEqual([]);
  });

  it("ends without any shift when it does not wake", async () => {
    const world = asleepOnBlue();
    const { error, cause } = await runRelease(world, {
      failIn: (state) => {
        if (state === "Hold") world.agentSeconds = Infinity;
        if (state === "Raise") world.agentSeconds = 60;
      },
    });
    expect(error).toBe("TargetsUnhealthy");
    expect(cause).toMatch(/^blue: all targets must be healthy, got 0 of 2 targets healthy/);
    expect(world.current).toEqual({ blue: 100, green: 0 });
  });

  it("goes back to it when the new version is bad, and leaves it awake until office hours end", async () => {
    const world = asleepOnBlue();
    world.behaviour.traffic = traffic(142, 47);
    expect(await runRelease(world)).toMatchObject({ error: "GateFailed" });
    expect(world.current).toEqual({ blue: 100, green: 0 });
    expect(world.fleet).toMatchObject({ blue: { minimum: 2, desired: 2 }, green: { desired: 0 } });
    expect(world.broken).toEqual([]);
  });

  it("still is the first one where nothing was ever released", async () => {
    const world = new FakeWorld();
    await runOfficeHours(world, "open");
    expect((await runRelease(world)).output).toMatchObject({ previous: null });
  });
});

const event = fc.oneof(
  fc.constantFrom("close", "open"),
  fc.record({
    serverErrors: fc.constantFrom(0, 0, 500),
    /** Number of the operation on AWS that fails, if there are so many. */
    failing: fc.nat({ max: 120 }),
  }),
);

test("whatever comes after what and fails, office hours touch the live colour only, and the rules hold", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 1, maxLength: 5 }),
      fc.nat({ max: 12 }),
      async (events, failing) => {
        const world = liveOnBlue();
        for (const [index, one] of events.entries()) {
          let operations = 0;
          const limit = typeof one === "string" ? failing : one.failing;
          world.before = () => {
            if (operations++ === limit) throw new Error("throttled");
          };
          if (typeof one === "string") {
            const done = world.changes.length;
            const live = world.current.blue > 0 ? "blue" : "green";
            await runOfficeHours(world, one, { execution: `arn:hours:${index}` });
            const sized = world.changes.slice(done).filter((change) => change.startsWith("resize"));
            expect(sized.filter((change) => !change.startsWith(`resize ${live}`))).toEqual([]);
          } else {
            world.behaviour.traffic = traffic(1000, one.serverErrors);
            await runRelease(world, { version: `v${index}`, execution: `arn:release:${index}` });
          }
          expect(world.broken).toEqual([]);
          expect(Object.values(world.current).sort()).toEqual([0, 100]);
        }
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);
