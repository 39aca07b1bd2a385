import assert from "node:assert/strict";
import { Agent, get } from "node:http";
import { test } from "node:test";
import { startServer } from "../src/server.js";

const silent = () => {};

function request(port, agent) {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, agent }, (response) => {
      response.resume();
      response.on("end", () =>
        resolve({ status: response.statusCode, connection: response.headers.connection }),
      );
    }).on("error", reject);
  });
}

test("stop closes idle keep-alive connections at once", async () => {
  const server = await startServer({
    listener: (_request, response) => response.end("ok"),
    host: "127.0.0.1",
    port: 0,
    log: silent,
  });
  const agent = new Agent({ keepAlive: true });
  assert.equal((await request(server.port, agent)).status, 200);

  const started = Date.now();
  await server.stop("test");
  assert.ok(Date.now() - started < 1000);
  agent.destroy();
});

test("stop lets a request in flight finish, and then closes its connection", async () => {
  let release;
  const arrived = new Promise((resolve) => {
    release = resolve;
  });
  let answer;
  const server = await startServer({
    listener: (_request, response) => {
      answer = () => response.end("late");
      release();
    },
    host: "127.0.0.1",
    port: 0,
    log: silent,
  });
  const agent = new Agent({ keepAlive: true });
  const pending = request(server.port, agent);
  await arrived;

  const stopped = server.stop("test");
  await assert.rejects(request(server.port), { code: "ECONNREFUSED" });
  answer();
  assert.equal((await pending).status, 200);
  await stopped;
  agent.destroy();
});
