import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { Clock } from "../../../local/clock/clock";
import { bundleRuntime } from "../../../local/runtime-bundle";

describe("Clock", () => {
  it("runs faster from its origin on", () => {
    const clock = new Clock(60, Date.now() - 1000);
    expect(clock.now() - clock.origin).toBeGreaterThanOrEqual(60_000);
    expect(clock.real(60_000)).toBe(1000);
  });

  it("sleeps a virtual duration", async () => {
    const started = Date.now();
    await new Clock(100).sleep(5000);
    expect(Date.now() - started).toBeLessThan(2000);
  });

  it.each([0, 0.5, Number.NaN])("refuses a speed of %p", (speed) => {
    expect(() => new Clock(speed)).toThrow(`local AWS: speed must be at least 1, got ${speed}`);
  });
});

describe("a process with the clock installed", () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(path.join(os.tmpdir(), "slipway-test-"))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("tells virtual time in every form of Date, keeps given dates, and scales its timers", async () => {
    const file = await bundleRuntime(path.resolve("local/clock/install.ts"), folder);
    const script = path.join(folder, "script.js");
    await writeFile(
      script,
      `const { installDate, installTimers } = require(${JSON.stringify(file)});
      const wall = Date.now;
      const settings = { speed: 100, origin: Date.now() - 10_000 };
      installDate(settings);
      installTimers(settings);
      const ahead = (time) => Math.round((time - wall()) / 1000);
      const started = wall();
      setTimeout(() => console.log(JSON.stringify({
        ahead: [Date.now(), new Date().getTime(), Date.parse(Date())].map((time) => ahead(time) > 900),
        given: new Date("2026-01-01T00:00:00Z").toISOString(),
        isDate: new Date() instanceof Date,
        quick: wall() - started < 2000,
      })), 5000);`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, [script]);
    expect(JSON.parse(stdout)).toEqual({
      ahead: [true, true, true],
      given: "2026-01-01T00:00:00.000Z",
      isDate: true,
      quick: true,
    });
  });
});
