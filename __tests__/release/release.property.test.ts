import * as fc from "fast-check";
import { runRelease } from "./run-release";
import { FakeWorld, traffic } from "./world";

/** Suspended by an operator before any release. */
const OTHERS = "ReplaceUnhealthy";

const version = fc.record({
  healthy: fc.boolean(),
  installs: fc.constantFrom(1, Infinity, Infinity),
  serverErrors: fc.constantFrom(0, 0, 500),
  requests: fc.constantFrom(undefined, 1000, 1000, 1000),
  /** Number of the operation on AWS that fails, if there are so many. */
  failing: fc.nat({ max: 120 }),
});

test("whatever fails, the rules hold at every instant and the next release can start", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.array(version, { minLength: 1, maxLength: 3 }),
      async (first, versions) => {
        const world = new FakeWorld();
        if (!first) world.serve("blue", "v0", 3);
        world.fleet.blue.suspended.add(OTHERS);
        world.fleet.green.suspended.add(OTHERS);
        for (const [index, { failing, serverErrors, requests, ...behaviour }] of versions.entries()) {
          Object.assign(world.behaviour, behaviour, { traffic: traffic(requests, serverErrors) });
          const before = { weights: world.current, success: world.success };
          let operations = 0;
          let wayBack = false;
          world.before = () => {
            if (operations++ === failing) throw new Error("throttled");
          };
          const execution = `arn:release:${index}`;
          const { error, states } = await runRelease(world, { version: `v${index + 1}`, execution });
          wayBack = states.includes("Weights back");
          expect(world.broken).toEqual([]);
          // One colour has it all: nothing stops half way, and no step follows a failed gate.
          expect(Object.values(world.current).sort()).toEqual([0, 100]);
          if (wayBack) expect(world.current).toEqual(before.weights);
          if (error === undefined) expect(world.success?.version).toBe(`v${index + 1}`);
          // What is still suspended is somebody else's, or remembered for the next clean-up.
          for (const colour of ["blue", "green"] as const) {
            const ours = new Set(world.remembered[colour]);
            const left = [...world.fleet[colour].suspended].filter((name) => !ours.has(name));
            expect(left).toEqual([OTHERS]);
          }
        }
      },
    ),
    { numRuns: 30 },
  );
}, 120_000);
