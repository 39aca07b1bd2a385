import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Clock } from "../../../../../local/clock/clock";
import { Agent } from "../../../../../local/codedeploy/engine/agent/agent";
import { Deployment } from "../../../../../local/codedeploy/engine/deployment";
import type { LocalContext } from "../../../../../local/context";
import type { Instance } from "../../../../../local/fleet/instance";

const place = { account: "222222222222", region: "eu-west-1" };
const group = {
  id: "1",
  info: { applicationName: "shop", deploymentGroupName: "shop-blue" },
  tags: [],
  launchedWithoutHook: new Set<string>(),
  lastSuccessful: undefined,
};
const input = {
  applicationName: "shop",
  revision: { s3Location: { bucket: "releases", key: "v1.zip" } },
  ignoreApplicationStopFailures: true,
};
let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "slipway-agent-"));
});
afterEach(() => rm(root, { recursive: true }));

/** Installs, with an agent that answers after so many seconds, and tells what CodeDeploy saw and when. */
async function install(agentUpAfter: number, stopped = false) {
  const clock = new Clock();
  let now = clock.origin;
  jest.spyOn(clock, "now").mockImplementation(() => now);
  jest.spyOn(clock, "sleep").mockImplementation((milliseconds) => {
    now += milliseconds;
    return stopped ? Promise.reject(new Error("aborted")) : Promise.resolve();
  });
  const instance = { id: "i-1", root, agentUpAt: now + agentUpAfter * 1000 } as Instance;
  const seen: string[] = [];
  const at = () => (now - clock.origin) / 1000;
  const deployment = new Deployment(place, group, input, "user", clock);
  jest.spyOn(deployment, "note").mockImplementation((_instance, event, status, diagnostics = {}) => {
    const { errorCode, message = "" } = diagnostics;
    if (status === "InProgress") seen.push(`${event} at ${at()}`);
    if (status === "Failed") seen.push(`${event} failed at ${at()}: ${errorCode} ${message.split(".")[0]}`);
  });
  if (stopped) deployment.stop.abort();
  const succeeded = await new Agent({ clock } as LocalContext, instance).install(deployment);
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
  expect(await install(Infinity, true)).toEqual({ succeeded: false, seen: [] });
});
