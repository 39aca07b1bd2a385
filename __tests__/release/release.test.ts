import { READY_WITHIN_SECONDS } from "../../modules/blue-green/launch-hook";
import { DEFINITION, runRelease } from "./run-release";
import { FakeWorld, traffic } from "./world";

function liveOnBlue(): FakeWorld {
  const world = new FakeWorld();
  world.serve("blue", "v1", 3);
  return world;
}

function weightChanges(world: FakeWorld): string[] {
  return world.changes.filter((change) => change.startsWith("weights"));
}

describe("a release", () => {
  it("moves all traffic to the new colour step by step, then drains the old one", async () => {
    const world = liveOnBlue();
    const { output, error } = await runRelease(world);
    expect(error).toBeUndefined();
    expect(output).toEqual({ version: "v2", colour: "green", previous: { colour: "blue", version: "v1" } });
    expect(weightChanges(world)).toEqual(["weights blue 80 green 20", "weights blue 0 green 100"]);
    expect(world.fleet.green).toMatchObject({ minimum: 2, desired: 3, attached: true });
    expect(world.fleet.blue).toMatchObject({ minimum: 0, desired: 0 });
    expect(world.holderNow.owner).toBeUndefined();
    expect(world.success).toEqual({ version: "v2", colour: "green" });
  });

  it("detaches the idle fleet, launches the newest template, attaches, then deploys", async () => {
    const world = liveOnBlue();
    world.newest = "7";
    await runRelease(world);
    const order = [
      "detach green",
      "suspend green",
      "pin green 7",
      "resize green 3..3",
      "attach green",
      "deploy green",
    ];
    expect(world.changes.filter((change) => order.includes(change))).toEqual(order);
  });

  it("goes to the colour without weight in one step when the environment is empty", async () => {
    const world = new FakeWorld();
    world.alarmStates.green = "INSUFFICIENT_DATA";
    world.alarmStates.blue = "INSUFFICIENT_DATA";
    world.behaviour.traffic = traffic(undefined, undefined);
    const { output } = await runRelease(world, { version: "v1" });
    expect(output).toEqual({ version: "v1", colour: "green", previous: null });
    expect(weightChanges(world)).toEqual(["weights blue 0 green 100"]);
    expect(world.fleet.green).toMatchObject({ minimum: 2, desired: 2 });
  });

  it("releases again and again, each time to the other colour", async () => {
    const world = new FakeWorld();
    for (const [index, colour] of ["green", "blue", "green"].entries()) {
      const { output } = await runRelease(world, { version: `v${index}`, execution: `arn:release:${index}` });
      expect(output).toMatchObject({ colour });
    }
    expect(world.holderNow.generation).toBe(3);
  });
});

describe("a bad version", () => {
  it("gives its weight back before anything else, and names step, cause and numbers", async () => {
    const world = liveOnBlue();
    world.behaviour.traffic = traffic(142, 47);
    const { error, cause } = await runRelease(world);
    expect(error).toBe("GateFailed");
    expect(cause).toBe("step 1 of 2 (20 %): 5xx rate 33.1 % of 142 requests exceeds 5 %");
    const forward = world.changes.indexOf("weights blue 80 green 20");
    expect(world.changes[forward + 1]).toBe("weights blue 100 green 0");
    expect(world.fleet.green).toMatchObject({ desired: 0, attached: true });
    expect(world.fleet.blue).toMatchObject({ minimum: 2, desired: 3 });
    expect(world.failure).toMatchObject({ version: "v2", error: "GateFailed" });
    expect(world.success).toEqual({ version: "v1", colour: "blue" });
    expect(world.holderNow.owner).toBeUndefined();
  });

  it("never gets traffic when its targets stay unhealthy", async () => {
    const world = liveOnBlue();
    world.behaviour.healthy = false;
    const { error, cause } = await runRelease(world);
    expect(error).toBe("TargetsUnhealthy");
    expect(cause).toMatch(/^green: all targets must be healthy, got 0 of 3 targets healthy: i-/);
    expect(weightChanges(world)).toEqual(["weights blue 100 green 0"]);
    expect(world.fleet.green.desired).toBe(0);
    expect(world.fleet.green.suspended.size).toBe(0);
  });

  it("is refused when CodeDeploy succeeded on one instance only", async () => {
    const world = liveOnBlue();
    world.behaviour.installs = 1;
    const { error, cause } = await runRelease(world);
    expect(error).toBe("DeploymentFailed");
    expect(cause).toMatch(
      /got Succeeded on 1 of 3 instances: i-\d+ failed in ValidateService \(scripts\/validate.sh\): exit code 1; i-/,
    );
  });

  it.each([
    ["need longer than CodeDeploy's 5 minutes", READY_WITHIN_SECONDS],
    ["are given up, and replaced by better ones", READY_WITHIN_SECONDS + 240],
  ])("whose instances %s is waited for", async (_, agentSeconds) => {
    const world = liveOnBlue();
    world.agentSeconds = agentSeconds;
    expect((await runRelease(world)).error).toBeUndefined();
  });

  it("whose instances never become ready is refused before any traffic", async () => {
    const world = liveOnBlue();
    world.agentSeconds = Infinity;
    const { error, cause } = await runRelease(world);
    expect(error).toBe("FleetNotReady");
    expect(cause).toBe(
      "fleet green: must be in service, got 0 of 3 instances in service from launch template version 1 (asked 60 times)",
    );
    expect([...new Set(weightChanges(world))]).toEqual(["weights blue 100 green 0"]);
    expect(world.fleet.green.desired).toBe(0);
  });

  it("is watched once more, then refused, when too little traffic comes", async () => {
    const world = liveOnBlue();
    world.behaviour.traffic = traffic(undefined, undefined);
    const { error, cause, states } = await runRelease(world);
    expect(error).toBe("GateFailed");
    expect(cause).toBe(
      "step 1 of 2 (20 %): too little traffic after two watches: 0 requests are fewer than 20",
    );
    expect(states.filter((state) => state.startsWith("Watch"))).toEqual(["Watch", "Watch again"]);
  });

  it("says that a first release has no way back, and keeps what serves", async () => {
    const world = new FakeWorld();
    world.behaviour.traffic = traffic(100, 100);
    const { cause } = await runRelease(world);
    expect(cause).toContain("there is no colour to go back to");
    expect(world.current).toEqual({ blue: 0, green: 100 });
    expect(world.fleet.green.desired).toBe(2);
  });
});

describe("a refusal", () => {
  it("of preflight names every reason and changes nothing but the lock", async () => {
    const world = liveOnBlue();
    world.objectSha256 = "b".repeat(64);
    world.alarmStates.blue = "ALARM";
    world.fleet.green.suspended.add("Launch");
    const { error, cause } = await runRelease(world);
    expect(error).toBe("PreflightFailed");
    expect(cause).toBe(
      `revision s3://artifacts/releases/v2/app.zip: sha256 must be ${"a".repeat(64)}, got ${"b".repeat(64)}; ` +
        "blue errors alarm: state must be OK, got ALARM; fleet green: process Launch must run, got suspended",
    );
    expect(world.changes).toEqual(["lock arn:release:1", "remember failure", "unlock"]);
  });

  it("comes at once when another release is running", async () => {
    const world = liveOnBlue();
    world.holderNow = { owner: "arn:release:0", generation: 4 };
    world.runningExecutions.add("arn:release:0");
    const { error, cause } = await runRelease(world);
    expect(error).toBe("LockHeld");
    expect(cause).toBe("release lock: must be free, got held by arn:release:0");
    expect(world.changes).toEqual([]);
  });

  it("does not come from a lock whose execution has ended", async () => {
    const world = liveOnBlue();
    world.holderNow = { owner: "arn:release:0", generation: 4 };
    expect((await runRelease(world)).error).toBeUndefined();
    expect(world.holderNow).toEqual({ owner: undefined, generation: 5 });
  });
});

describe("an error", () => {
  const tasks = Object.entries(DEFINITION.States)
    .filter(([, { Type }]) => Type === "Task")
    .map(([name]) => name);
  const beforeTraffic = tasks.slice(tasks.indexOf("Hold"), tasks.indexOf("Shift") + 1);
  const crash = (name: string) => (state: string) => {
    if (state === name) throw Object.assign(new Error("{}"), { name: "Crashed" });
  };

  it.each(beforeTraffic)("in %s leaves all traffic on the old colour and cleans up", async (name) => {
    const world = new FakeWorld();
    // The state is entered outside of office hours only.
    if (name === "Old colour awake: ask") world.rest("blue", "v1");
    else world.serve("blue", "v1", 3);
    const { error } = await runRelease(world, { failIn: crash(name) });
    expect(error).toBe("Crashed");
    expect([...new Set(weightChanges(world))]).toEqual(["weights blue 100 green 0"]);
    expect(world.fleet.green).toMatchObject({ desired: 0, attached: true });
    expect(world.holderNow.owner).toBeUndefined();
  });

  it("in Judge puts the weights back first", async () => {
    const world = liveOnBlue();
    const { states, cause } = await runRelease(world, { failIn: crash("Judge") });
    expect(cause).toMatch(/^step 1 of 2 \(20 %\): /);
    expect(states.slice(states.indexOf("Judge"), states.indexOf("Judge") + 3)).toEqual([
      "Judge",
      "Way back?",
      "Weights back",
    ]);
    expect(world.current).toEqual({ blue: 100, green: 0 });
  });

  it("in Shift waits until its function can shift no more, and only then drains", async () => {
    const world = liveOnBlue();
    const { states } = await runRelease(world, {
      failIn: (state) => {
        crash("Shift")(state);
        // The function that Step Functions has given up on.
        if (state === "Weights back again") world.current = { blue: 80, green: 20 };
      },
    });
    expect([...new Set(states.slice(states.indexOf("Weights back")))]).toEqual([
      "Weights back",
      "Was a shift begun?",
      "Outlast the shift",
      "Weights back again",
      "Weights are back",
      "Nodes learn",
      "New colour silent",
      "New colour silent: ask",
      "New colour silent: done?",
      "New colour silent: wait",
      "Clean up",
      "Failure",
      "Record the failure",
      "Unlock after the failure",
      "Failed",
    ]);
    expect(world.current).toEqual({ blue: 100, green: 0 });
    const back = world.changes.lastIndexOf("weights blue 100 green 0");
    expect(world.changes.lastIndexOf("resize green 0..0")).toBeGreaterThan(back);
    expect(world.broken).toEqual([]);
  });

  it("before any shift waits for none", async () => {
    const { states } = await runRelease(liveOnBlue(), { failIn: crash("Deploy") });
    expect(states).not.toContain("Outlast the shift");
  });

  it("of a lost lock moves nothing any more, neither weights nor instances", async () => {
    const world = liveOnBlue();
    let shifts = 0;
    let before: readonly string[] = [];
    const { error, states } = await runRelease(world, {
      failIn: (state) => {
        if (state !== "Shift" || ++shifts < 2) return;
        world.holderNow = { owner: "arn:release:2", generation: 9 };
        before = [...world.changes];
      },
    });
    expect(error).toBe("LockLost");
    expect(world.changes).toEqual(before);
    expect(states).not.toContain("Weights back");
    expect(world.holderNow).toEqual({ owner: "arn:release:2", generation: 9 });
  });

  it("while a deployment is in flight stops it, since the next release would wait an hour for it", async () => {
    const world = liveOnBlue();
    world.running = () => Promise.resolve(world.changes.includes("deploy green") ? ["d-flying"] : []);
    await runRelease(world, { failIn: crash("Deployment: ask") });
    const { changes } = world;
    expect(changes.indexOf("stop d-flying")).toBeGreaterThan(changes.indexOf("weights blue 100 green 0"));
    expect(changes.indexOf("stop d-flying")).toBeLessThan(
      changes.indexOf("resize green 0..0", changes.indexOf("deploy green")),
    );
  });

  it("of a deployment that does not end in time stops it", async () => {
    const world = liveOnBlue();
    const { get } = world;
    world.get = async (id) => ({ ...(await get(id)), status: "InProgress" });
    world.running = () => Promise.resolve(world.changes.includes("deploy green") ? ["d-hung"] : []);
    const { error, cause } = await runRelease(world);
    expect(error).toBe("DeploymentFailed");
    expect(cause).toMatch(/must end in time, got InProgress on 3 of 3 instances \(asked 240 times\)$/);
    expect(world.changes).toContain("stop d-hung");
    expect(world.fleet.green.desired).toBe(0);
  });

  it("of a function that has to wake up first is waited for", async () => {
    const world = liveOnBlue();
    let left = 10;
    const { error } = await runRelease(world, {
      failIn: (state) => {
        if (state === "Smoke test" && left-- > 0)
          throw Object.assign(new Error("the function is inactive"), {
            name: "Lambda.ResourceNotReadyException",
          });
      },
    });
    expect(error).toBeUndefined();
    expect(world.current).toEqual({ blue: 0, green: 100 });
  });

  it("of metrics that CloudWatch could not tell is tried again, and then takes the release back", async () => {
    const incomplete = (times: number) => {
      let left = times;
      return (state: string) => {
        if (state === "Judge" && left-- > 0)
          throw Object.assign(new Error("{}"), { name: "MetricsIncomplete" });
      };
    };
    expect((await runRelease(liveOnBlue(), { failIn: incomplete(4) })).error).toBeUndefined();
    const world = liveOnBlue();
    expect((await runRelease(world, { failIn: incomplete(5) })).error).toBe("MetricsIncomplete");
    expect(world.current).toEqual({ blue: 100, green: 0 });
  });

  it("of the way back is tried again", async () => {
    const world = liveOnBlue();
    world.behaviour.traffic = traffic(100, 100);
    let left = 15;
    await runRelease(world, {
      failIn: (state) => {
        if (state === "Weights back" && left-- > 0) throw new Error("throttled");
      },
    });
    expect(world.current).toEqual({ blue: 100, green: 0 });
  });

  it("that keeps the weights from going back keeps the instances that serve", async () => {
    const world = liveOnBlue();
    world.behaviour.traffic = traffic(100, 100);
    const { error, cause } = await runRelease(world, { failIn: crash("Weights back") });
    expect(error).toBe("GateFailed");
    expect(cause).toContain("the weights could NOT be put back");
    expect(world.fleet.green.desired).toBe(3);
  });

  it.each(["Drain", "Record", "Unlock"])("in %s, after the last verdict, moves no weights", async (name) => {
    const world = liveOnBlue();
    const { error, cause } = await runRelease(world, { failIn: crash(name) });
    expect(error).toBe("Crashed");
    expect(cause).toContain("v2 is live on green with all traffic");
    expect(world.current).toEqual({ blue: 0, green: 100 });
  });

  it.each(["Clean up", "Record the failure", "Unlock after the failure"])(
    "in %s still ends with the release's own error",
    async (name) => {
      const world = liveOnBlue();
      world.behaviour.traffic = traffic(100, 100);
      const { error } = await runRelease(world, { failIn: crash(name) });
      expect(error).toBe("GateFailed");
      expect(world.current).toEqual({ blue: 100, green: 0 });
    },
  );
});

describe("a node of the load balancer that learns late", () => {
  const crash = (name: string) => (state: string) => {
    if (state === name) throw Object.assign(new Error("{}"), { name: "Crashed" });
  };

  it.each([30, 200, 500])("(%d s) loses no instance that it still sends to, forward", async (seconds) => {
    const world = liveOnBlue();
    world.propagationSeconds = seconds;
    const { error } = await runRelease(world);
    expect(error).toBeUndefined();
    expect(world.fleet.blue.desired).toBe(0);
    expect(world.broken).toEqual([]);
  });

  it.each([30, 200, 500])(
    "(%d s) loses no instance that it still sends to, on the way back",
    async (seconds) => {
      const world = liveOnBlue();
      world.propagationSeconds = seconds;
      world.behaviour.traffic = traffic(100, 100);
      const { error } = await runRelease(world);
      expect(error).toBe("GateFailed");
      expect(world.fleet.green.desired).toBe(0);
      expect(world.broken).toEqual([]);
    },
  );

  it("and never keeps the instances of the old colour, and says so", async () => {
    const world = liveOnBlue();
    world.propagationSeconds = Infinity;
    const { error, cause } = await runRelease(world);
    expect(error).toBe("StillServing");
    expect(cause).toMatch(/colour blue: must get no requests .* 1000 requests .* v2 is live on green/);
    expect(world.fleet.blue.desired).toBe(3);
    expect(world.success?.version).toBe("v2");
  });

  it("and never keeps the instances of the rejected colour, and says so", async () => {
    const world = liveOnBlue();
    world.propagationSeconds = Infinity;
    world.behaviour.traffic = traffic(100, 100);
    const { error, cause } = await runRelease(world);
    expect(error).toBe("GateFailed");
    expect(cause).toMatch(/clean-up failed too: colour green: must get no requests/);
    expect(world.fleet.green.desired).toBe(3);
  });

  it.each([
    ["Old colour silent: ask", undefined, "blue"],
    ["New colour silent: ask", 100, "green"],
  ] as const)("is waited for by time alone where %s fails", async (name, errors, emptied) => {
    const world = liveOnBlue();
    world.propagationSeconds = 120;
    world.behaviour.traffic = traffic(100, errors);
    await runRelease(world, { failIn: crash(name) });
    expect(world.fleet[emptied].desired).toBe(0);
    expect(world.broken).toEqual([]);
  });
});
