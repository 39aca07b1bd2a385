import path from "node:path";
import { Delivery } from "../../local/demo/delivery";
import { sourceArchive } from "../../local/demo/source";
import { Load } from "../../local/demo/load/load";
import type { LoadSummary } from "../../local/demo/load/summary";
import { estate } from "../../stacks/estate/data";
import { Deployment } from "../local/deployment";
import { DeployedDev } from "./deployed-dev";

jest.setTimeout(300_000);

const application = path.join(__dirname, "../../sample-app");
const { tools } = estate;
let deployment: Deployment | undefined;
let dev: DeployedDev;
let pipeline: Delivery;
let signal: AbortSignal;

beforeAll(async () => {
  // Nearly as late as a release waits for (`PROPAGATION_SECONDS`), so that one that does not wait loses requests.
  deployment = await Deployment.start(20, { ranges: { ruleInForce: [110, 110] } });
  signal = deployment.signal;
  dev = await DeployedDev.on(deployment);
  pipeline = await Delivery.in(deployment.aws, tools);
  // Terraform waits on real time, and on a machine that does other things too.
}, 600_000);

afterAll(async () => {
  await deployment?.close();
}, 60_000);

test("a pushed source is built, published once, and the first release of its environment", async () => {
  const pushed = await pipeline.push(await sourceArchive(application, { version: "v1" }));
  const outcome = await pipeline.outcome(pushed, signal, () => undefined);
  expect(outcome).toMatchObject({ status: "Succeeded" });
  expect(await dev.traffic.weights()).toEqual({ blue: 0, green: 100 });
  const answer = await fetch(dev.url());
  expect(await answer.json()).toMatchObject({ version: "v1", colour: "green" });
});

test("a failing unit test stops the pipeline before any release", async () => {
  const pushed = await pipeline.push(await sourceArchive(application, { version: "v2", failingTest: true }));
  expect(await pipeline.outcome(pushed, signal, () => undefined)).toMatchObject({
    status: "Failed",
    failure: { stage: "Build", action: "Build", message: expect.stringContaining("npm test") as string },
  });
});

test("a revision with a wrong SHA-256 is refused in preflight, and nothing changes", async () => {
  const before = { fleets: await dev.fleets(), weights: await dev.traffic.weights() };
  const revision = await dev.publish("v3");
  const { status, error, cause } = await dev.release("v3", { ...revision, sha256: "0".repeat(64) });
  expect({ status, error, cause }).toEqual({
    status: "FAILED",
    error: "PreflightFailed",
    cause: `revision s3://${revision.bucket}/${revision.key}: sha256 must be ${"0".repeat(64)}, got ${revision.sha256}`,
  });
  expect({ fleets: await dev.fleets(), weights: await dev.traffic.weights() }).toEqual(before);
  expect(await dev.lockOwner()).toBeUndefined();
});

test("a revision that is not there is told from one that may not be read", async () => {
  const { bucket, ...revision } = await dev.publish("v3");
  const missing = { ...revision, bucket, key: "releases/web/v0/none.zip" };
  const { error, cause } = await dev.release("v0", missing);
  expect({ error, cause }).toEqual({
    error: "PreflightFailed",
    cause: `revision s3://${bucket}/${missing.key}: objectVersion must exist, got ${missing.objectVersion}`,
  });
  const forbidden = await dev.release("v0", { ...revision, bucket, key: "web-delivery-slipway/none.zip" });
  expect(forbidden).toMatchObject({ status: "FAILED", error: "AccessDenied" });
});

test("of two releases at once one has the lock", async () => {
  const revision = { ...(await dev.publish("v3")), sha256: "0".repeat(64) };
  const both = await Promise.all([dev.release("v3", revision), dev.release("v3", revision)]);
  expect(both.map(({ error }) => error).sort()).toEqual(["LockHeld", "PreflightFailed"]);
});

test("an instance that is added gets the released revision by the launch hook", async () => {
  await dev.scale("green", 3);
  await dev.hooked("green");
  await dev.scale("green", 2);
});

test("office hours end with no instance that answers, and begin with those of the released version", async () => {
  const { status, output } = await dev.officeHours("close");
  expect({ status, output }).toEqual({ status: "SUCCEEDED", output: '{"closed":"green"}' });
  await dev.sized("green", 0);
  await dev.answering(503);
  expect(await dev.officeHours("open")).toMatchObject({ output: '{"opened":"green"}' });
  await dev.serving("green", 2);
  await dev.answering(200);
  expect(await (await fetch(dev.url())).json()).toMatchObject({ version: "v1", colour: "green" });
  expect(await dev.traffic.weights()).toEqual({ blue: 0, green: 100 });
});

describe("under 200 requests a second, while a changed rule takes 110 s to reach each node", () => {
  let load: Load;
  let served: LoadSummary;

  beforeEach(() => {
    load = new Load({ url: dev.url(), requestsPerSecond: 200 });
    load.start();
  });
  afterEach(async () => {
    served = await load.stop();
    const { failed, notSent, errors, byStatus } = served;
    expect({ failed, notSent, errors, statuses: Object.keys(byStatus) }).toEqual({
      failed: 0,
      notSent: 0,
      errors: {},
      statuses: ["200"],
    });
  });

  test("a release loses no request, nor its lock to one that comes meanwhile", async () => {
    const revision = await dev.publish("v4");
    const releasing = dev.release("v4", revision);
    await dev.locked();
    expect(await dev.release("v4", revision)).toMatchObject({ status: "FAILED", error: "LockHeld" });
    const { status, cause } = await releasing;
    expect({ status, cause }).toEqual({ status: "SUCCEEDED", cause: undefined });
    expect(await dev.traffic.weights()).toEqual({ blue: 100, green: 0 });
    await dev.sized("green", 0);
    expect(Object.keys(load.summary().byVersion).sort()).toEqual(["v1", "v4"]);
  });

  // CodePipeline starts an execution for each copy of an event. The second loses nothing, but takes as long again:
  // preflight does not know yet what is live.
  test.skip("what is live already is not released once more", async () => {
    const weights = await dev.traffic.weights();
    await dev.release("v4", await dev.publish("v4"));
    expect(await dev.traffic.weights()).toEqual(weights);
  });

  test("a release whose state after the shift fails goes back and loses no request", async () => {
    const releasing = dev.release("v5", await dev.publish("v5"));
    await dev.shifted();
    await dev.deleteFunction("observe");
    const { status, error, cause } = await releasing;
    expect({ status, error }).toEqual({ status: "FAILED", error: "Lambda.ResourceNotFoundException" });
    expect(cause).toMatch(/^step 1 of 2 \(20 %\): /);
    expect(await dev.traffic.weights()).toEqual({ blue: 100, green: 0 });
    expect(await dev.lockOwner()).toBeUndefined();
    await dev.sized("green", 0);
    expect(await dev.fleets()).toEqual({
      blue: { desired: 2, instances: 2 },
      green: { desired: 0, instances: 0 },
    });
    // The failed version had traffic, so there was something to take back.
    expect(Object.keys(load.summary().byVersion).sort()).toEqual(["v4", "v5"]);
  });
});
