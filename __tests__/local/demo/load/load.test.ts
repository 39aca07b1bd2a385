import type { RequestListener, Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Load } from "../../../../local/demo/load/load";
import type { LoadSummary } from "../../../../local/demo/load/summary";
import { eventually } from "../../load-balancer/application";

jest.setTimeout(60_000);

let server: Server;

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

/** Starts a load and stops it when `enough`, however long that takes on this machine. */
async function run(load: Load, enough: (soFar: LoadSummary) => boolean): Promise<LoadSummary> {
  load.start();
  await eventually(() => enough(load.summary()), 60);
  return load.stop();
}

it("is never faster than its rate, counts by version and status, and opens connections for a share", async () => {
  let count = 0;
  let opened = 0;
  const url = await serve((request, response) => {
    count += 1;
    if (request.headers.connection === "close") opened += 1;
    response.writeHead(count % 4 === 0 ? 500 : 200);
    response.end(JSON.stringify({ version: count % 4 === 0 ? "v4" : "v3", colour: "green" }));
  });
  const started = performance.now();
  const summary = await run(new Load({ url, requestsPerSecond: 200 }), ({ sent }) => sent >= 100);
  const due = Math.floor(((performance.now() - started) / 1_000) * 200) + 1;
  expect(summary.sent).toBe(count);
  expect(summary.sent).toBeLessThanOrEqual(due);
  expect(summary.answered).toBe(count);
  expect(summary.byVersion.v4).toMatchObject({ colours: ["green"], statuses: { 500: summary.failed } });
  expect(summary.byStatus).toEqual({ 200: summary.succeeded, 500: Math.floor(count / 4) });
  expect(summary.errors).toEqual({});
  expect(opened).toBe(Math.floor(count * 0.2));
});

it("makes up for what was due while the machine was busy", async () => {
  let answered = 0;
  const url = await serve((_request, response) => {
    answered += 1;
    // Nothing of this process runs meanwhile, the load neither.
    if (answered === 1) for (const busy = performance.now(); performance.now() < busy + 200;);
    response.end();
  });
  const started = performance.now();
  const load = new Load({ url, requestsPerSecond: 100 });
  const onTime = ({ sent }: LoadSummary) => sent > 20 && sent >= (performance.now() - started) / 10 - 5;
  expect((await run(load, onTime)).notSent).toBe(0);
});

it("counts a lost connection, half an answer and silence as failures, and repeats none of them", async () => {
  let count = 0;
  const url = await serve((request, response) => {
    count += 1;
    if (count % 3 === 0) request.socket.destroy();
    if (count % 3 === 1) response.writeHead(200, { "content-length": "9" }).write("half");
    if (count % 3 === 1) setTimeout(() => request.socket.destroy(), 10);
  });
  const causes = ["ECONNRESET", "incomplete answer", "timeout"];
  const summary = await run(new Load({ url, timeoutMilliseconds: 1_000 }), ({ errors }) =>
    causes.every((cause) => cause in errors),
  );
  expect(summary.sent).toBe(count);
  expect(summary).toMatchObject({ answered: 0, succeeded: 0, failed: count, byStatus: {} });
  expect(Object.keys(summary.errors).sort()).toEqual(causes);
});

it("does not send more than the limit at a time, and says so", async () => {
  const url = await serve(() => undefined);
  const load = new Load({ url, requestsPerSecond: 100, concurrency: 3 });
  load.start();
  await eventually(() => load.summary().notSent > 5, 60);
  const stopped = load.stop();
  server.closeAllConnections();
  expect(await stopped).toMatchObject({ sent: 3, failed: 3 });
});

it.each(["http://example.com/", "https://127.0.0.1/", "http://127.0.0.1.example.com/"])(
  "refuses %s",
  (url) => {
    expect(() => new Load({ url })).toThrow(`load: url must be http on a loopback address, got ${url}`);
  },
);
