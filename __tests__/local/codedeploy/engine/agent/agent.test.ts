import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Clock } from "../../../../../local/clock/clock";
import { Agent, type Report } from "../../../../../local/codedeploy/engine/agent/agent";
import type { LocalContext } from "../../../../../local/context";
import type { Instance } from "../../../../../local/fleet/instance";

const installation = {
  deploymentId: "d-1",
  applicationName: "shop",
  groupName: "shop-blue",
  groupId: "1",
  revision: { bucket: "releases", key: "v1.zip" },
  fileExistsBehavior: "DISALLOW",
  ignoreApplicationStopFailures: true,
} as const;
let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "slipway-agent-"));
});
afterEach(() => rm(root, { recursive: true }));

/** Installs, with an agent that answers after so many seconds, and tells what CodeDeploy saw and when. */
async function install(agentUpAfter: number, stop = new AbortController()) {
  const clock = new Clock();
  let now = clock.origin;
  jest.spyOn(clock, "now").mockImplementation(() => now);
  jest.spyOn(clock, "sleep").mockImplementation((milliseconds) => {
    now += milliseconds;
    return stop.signal.aborted ? Promise.reject(new Error("aborted")) : Promise.resolve();
  });
  const instance = { id: "i-1", root, agentUpAt: now + agentUpAfter * 1000 } as Instance;
  const seen: string[] = [];
  const at = () => (now - clock.origin) / 1000;
  const report: Report = (event, status, { errorCode, message = "" } = {}) => {
    if (status === "InProgress") seen.push(`${event} at ${at()}`);
    if (status === "Failed") seen.push(`${event} failed at ${at()}: ${errorCode} ${message.split(".")[0]}`);
  };
  const agent = new Agent({ clock } as LocalContext, instance);
  const succeeded = await agent.install(installation, report, stop.signal);
  return { succeeded, seen };
}

it("begins at once when the agent answers", async () => {
  expect((await install(-1)).seen[0]).toBe("ApplicationStop at 0");
});

it.each([119, 300])("waits for an agent that answers after %d s", async (seconds) => {
  expect((await install(seconds)).seen[0]).toBe(`ApplicationStop at ${seconds}`);
});

it.each([301, Infinity])("fails after 5 minutes with an agent that answers after %d s", async (seconds) => {
  expect(await install(seconds)).toEqual({
    succeeded: false,
    seen: [
      "ApplicationStop failed at 300: UnknownError CodeDeploy agent was not able to receive the lifecycle event",
    ],
  });
});

it("has neither succeeded nor failed when the deployment is stopped meanwhile", async () => {
  const stop = new AbortController();
  stop.abort();
  expect(await install(Infinity, stop)).toEqual({ succeeded: false, seen: [] });
});
