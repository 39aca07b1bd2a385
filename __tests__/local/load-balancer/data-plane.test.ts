import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import { Socket } from "node:net";
import { Clock } from "../../../local/clock/clock";
import { DataPlane } from "../../../local/load-balancer/data-plane";
import type { Member, TargetGroup } from "../../../local/load-balancer/topology";
import { Metrics } from "../../../local/metrics/metrics";
import { Lateness } from "../../../local/time/lateness";
import type { Application } from "./application";
import { startApplication } from "./application";
import { forwardTo, groupOf, listenerWith } from "./topologies";

const place = { account: "222222222222", region: "eu-west-1" };
const blue = groupOf("blue", 1);
const green = groupOf("green", 1);
const lateness = new Lateness({ strict: false });
const addresses = new Map([["i-blue", "127.0.0.1"]]);
let application: Application;
let metrics: Metrics;
let plane: DataPlane;

beforeEach(async () => {
  application = await startApplication((request, response) => {
    if (request.url === "/broken") return void request.socket.destroy();
    if (request.url === "/half") {
      response.writeHead(200, { "content-length": "100" }).write("half");
      setTimeout(() => request.socket.destroy(), 20);
      return;
    }
    response.writeHead(request.url === "/error" ? 500 : 200, { "set-cookie": ["a=1", "b=2"] });
    request.pipe(response);
  });
  // Fast enough that every period of the test is complete when it is read.
  metrics = new Metrics(new Clock(), () => 0);
  plane = new DataPlane(place, {
    clock: new Clock(),
    lateness,
    metrics,
    fleet: { address: (instanceId) => addresses.get(instanceId) },
  });
});
afterEach(async () => {
  await plane.close();
  await application.close();
});

async function serve(action: Action, members: [TargetGroup, Member[]][] = []): Promise<string> {
  await plane.apply({ listeners: [listenerWith(action)], groups: [blue, green] });
  plane.setMembers(new Map(members.map(([{ arn }, list]) => [arn, list])));
  const [server] = plane.servers;
  return `http://127.0.0.1:${server?.localPort}`;
}

function serveBlue(): Promise<string> {
  return serve(forwardTo([blue, 1]), [[blue, [{ instanceId: "i-blue", port: application.port }]]]);
}

function total(name: string, group?: TargetGroup): number | undefined {
  const dimensions = {
    LoadBalancer: "app/slipway-dev/1",
    ...(group ? { TargetGroup: group === blue ? "targetgroup/blue/1" : "targetgroup/green/1" } : {}),
  };
  const series = { place, namespace: "AWS/ApplicationELB", name, dimensions };
  const window = { from: Date.now() - 600_000, to: Date.now() + 60_000, periodSeconds: 60 };
  const points = [...metrics.read(series, "Sum", window).values()];
  return points.length === 0 ? undefined : points.reduce((sum, value) => sum + value, 0);
}

it("leaves nothing behind on a kept connection", async () => {
  const url = await serveBlue();
  const once = jest.spyOn(Socket.prototype, "once");
  for (let request = 0; request < 20; request += 1) await (await fetch(url)).text();
  // One that is just being opened, as for a health check, rightly waits.
  const kept = (once.mock.contexts as Socket[]).filter(
    ({ connecting, destroyed }) => !connecting && !destroyed,
  );
  const waiting = kept.map((socket) => socket.listenerCount("connect"));
  once.mockRestore();
  expect(kept).not.toHaveLength(0);
  expect(Math.max(...waiting)).toBeLessThan(2);
});

it("passes method, path, body and headers on, says who asked, and keeps repeated headers", async () => {
  const url = await serveBlue();
  const answer = await fetch(`${url}/a?b=c`, {
    method: "POST",
    body: "hello",
    headers: { "x-forwarded-for": "9.9.9.9" },
  });
  expect(await answer.text()).toBe("hello");
  expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  const [received] = application.received;
  expect(received).toMatchObject({ method: "POST", url: "/a?b=c" });
  expect(received?.headers).toMatchObject({
    host: url.slice("http://".length),
    "x-forwarded-for": "9.9.9.9, 127.0.0.1",
    "x-forwarded-proto": "http",
    "x-forwarded-port": "80",
  });
});

it("counts what targets answer, for the balancer and for the group, and no errors where there are none", async () => {
  const url = await serveBlue();
  await fetch(url);
  expect(total("HTTPCode_Target_5XX_Count", blue)).toBeUndefined();
  await fetch(`${url}/error`);
  expect(total("RequestCount", blue)).toBe(2);
  expect(total("RequestCount")).toBe(2);
  expect(total("HTTPCode_Target_2XX_Count", blue)).toBe(1);
  expect(total("HTTPCode_Target_5XX_Count", blue)).toBe(1);
  expect(total("HTTPCode_ELB_5XX_Count")).toBeUndefined();
});

it("answers 502 for a target that takes no connection, and counts that for its group", async () => {
  const url = await serveBlue();
  await application.close();
  expect((await fetch(url)).status).toBe(502);
  expect(total("TargetConnectionErrorCount", blue)).toBe(1);
  expect(total("HTTPCode_ELB_5XX_Count")).toBe(1);
  expect(total("HTTPCode_ELB_5XX_Count", blue)).toBeUndefined();
});

it("sends a request that breaks once only", async () => {
  const url = await serveBlue();
  await fetch(url);
  expect((await fetch(`${url}/broken`)).status).toBe(502);
  expect(application.received.map((request) => request.url)).toEqual(["/", "/broken"]);
  expect(total("TargetConnectionErrorCount", blue)).toBeUndefined();
});

it("does not pass half an answer off as a whole one", async () => {
  const url = await serveBlue();
  await expect(fetch(`${url}/half`).then((answer) => answer.text())).rejects.toThrow();
});

it("answers 503 for an empty group and when every weight is 0", async () => {
  expect((await fetch(await serve(forwardTo([blue, 1])))).status).toBe(503);
  expect((await fetch(await serve(forwardTo([blue, 0])))).status).toBe(503);
  expect(total("RequestCount")).toBeUndefined();
  expect(total("HTTPCode_ELB_5XX_Count")).toBe(2);
});

it("answers a fixed response and a redirect itself", async () => {
  const FixedResponseConfig = { StatusCode: "418", ContentType: "text/html", MessageBody: "tea" };
  const fixed = await fetch(await serve({ Type: "fixed-response", FixedResponseConfig }));
  expect([fixed.status, fixed.headers.get("content-type"), await fixed.text()]).toEqual([
    418,
    "text/html",
    "tea",
  ]);
  const RedirectConfig = { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" } as const;
  const moved = await serve({ Type: "redirect", RedirectConfig });
  const answer = await fetch(`${moved}/a?b=c`, { redirect: "manual" });
  expect([answer.status, answer.headers.get("location")]).toEqual([301, "https://127.0.0.1:443/a?b=c"]);
});

it("keeps a listener's port when its rules change, and closes it when the listener is gone", async () => {
  const before = await serve(forwardTo([blue, 1]));
  expect(await serve(forwardTo([green, 1]))).toBe(before);
  await plane.apply({ listeners: [], groups: [] });
  await expect(fetch(before)).rejects.toThrow();
});

it("says which setting is wrong when a chosen port is in use", async () => {
  const { port } = application;
  const fleet = { address: () => undefined };
  const other = new DataPlane(place, {
    clock: new Clock(),
    lateness,
    metrics,
    fleet,
    ports: new Map([[80, port]]),
  });
  await expect(
    other.apply({ listeners: [listenerWith(forwardTo([blue, 1]))], groups: [blue] }),
  ).rejects.toThrow(`SLIPWAY_LISTENER_PORTS: 80 must be a free local port, got ${port} (EADDRINUSE)`);
});

it("serves a changed rule on each node only when the change has reached it", async () => {
  const clock = new Clock();
  let now = clock.origin;
  jest.spyOn(clock, "now").mockImplementation(() => now);
  const late = new Lateness({ ranges: { ruleInForce: [10, 30] } });
  const drawn = new Lateness({ ranges: { ruleInForce: [10, 30] } });
  const delays = [drawn.milliseconds("ruleInForce"), drawn.milliseconds("ruleInForce")].sort((a, b) => a - b);
  await plane.close();
  const fleet = { address: () => undefined };
  plane = new DataPlane(place, { clock, lateness: late, metrics, fleet });
  const answer = (MessageBody: string): Action => ({
    Type: "fixed-response",
    FixedResponseConfig: { StatusCode: "200", MessageBody },
  });
  const url = await serve(answer("old"));
  await serve(answer("new"));
  const answers = async () =>
    [await (await fetch(url)).text(), await (await fetch(url)).text()].sort().join(" ");
  expect(await answers()).toBe("old old");
  now = clock.origin + (delays[0] ?? 0);
  expect(await answers()).toBe("new old");
  now = clock.origin + (delays[1] ?? 0);
  expect(await answers()).toBe("new new");
});
