import type { RequestListener, Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Load } from "../../../local/load/load";

let server: Server;
let connections = 0;

async function serve(listener: RequestListener): Promise<string> {
  connections = 0;
  server = createServer(listener).on("connection", () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

async function run(load: Load, milliseconds: number) {
  load.start();
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return load.stop();
}

it("keeps its rate, counts by version and status, and opens connections for a share of the requests", async () => {
  let count = 0;
  const url = await serve((_request, response) => {
    count += 1;
    response.writeHead(count % 4 === 0 ? 500 : 200);
    response.end(JSON.stringify({ version: count % 4 === 0 ? "v4" : "v3", colour: "green" }));
  });
  const summary = await run(new Load({ url, requestsPerSecond: 100 }), 1_000);
  expect(summary.sent).toBe(count);
  expect(summary.sent).toBeGreaterThan(80);
  expect(summary.sent).toBeLessThanOrEqual(101);
  expect(summary.answered).toBe(count);
  expect(summary.byVersion.v4).toMatchObject({ colours: ["green"], statuses: { 500: summary.failed } });
  expect(summary.byStatus).toEqual({ 200: summary.succeeded, 500: Math.floor(count / 4) });
  expect(summary.errors).toEqual({});
  expect(connections).toBeGreaterThan(count * 0.2 - 2);
  expect(connections).toBeLessThan(count * 0.2 + 10);
});

it("counts a lost connection, half an answer and silence as failures, and repeats none of them", async () => {
  let count = 0;
  const url = await serve((request, response) => {
    count += 1;
    if (count % 3 === 0) request.socket.destroy();
    if (count % 3 === 1) response.writeHead(200, { "content-length": "9" }).write("half");
    if (count % 3 === 1) setTimeout(() => request.socket.destroy(), 10);
  });
  const summary = await run(new Load({ url, timeoutMilliseconds: 200 }), 500);
  expect(summary.sent).toBe(count);
  expect(summary).toMatchObject({ answered: 0, succeeded: 0, failed: count, byStatus: {} });
  expect(Object.keys(summary.errors).sort()).toEqual(["ECONNRESET", "incomplete answer", "timeout"]);
});

it("does not send more than the limit at a time, and says so", async () => {
  const url = await serve(() => undefined);
  const load = new Load({ url, requestsPerSecond: 100, concurrency: 3, timeoutMilliseconds: 300 });
  const summary = await run(load, 200);
  expect(summary.sent).toBe(3);
  expect(summary.notSent).toBeGreaterThan(5);
});

it.each(["http://example.com/", "https://127.0.0.1/", "http://127.0.0.1.example.com/"])(
  "refuses %s",
  (url) => {
    expect(() => new Load({ url })).toThrow(`load: url must be http on a loopback address, got ${url}`);
  },
);
