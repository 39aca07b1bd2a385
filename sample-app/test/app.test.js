import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { test } from "node:test";
import { createApp } from "../src/app.js";

async function withApp(fault, use) {
  const lines = [];
  const log = (message, fields) => lines.push({ message, ...fields });
  const server = createServer(createApp({ version: "v7", colour: "green", fault, log })).listen(
    0,
    "127.0.0.1",
  );
  await once(server, "listening");
  try {
    await use((path, init) => fetch(`http://127.0.0.1:${server.address().port}${path}`, init), lines);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

test("answers / with its version and colour", () =>
  withApp("none", async (get) => {
    const response = await get("/");
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), {
      message: "Hello from Slipway",
      version: "v7",
      colour: "green",
    });
  }));

test("is healthy, and logs no health check", () =>
  withApp("none", async (get, lines) => {
    const response = await get("/health");
    assert.equal(response.status, 200);
    assert.equal((await response.json()).version, "v7");
    assert.deepEqual(lines, []);
  }));

test("logs each request with its status", () =>
  withApp("none", async (get, lines) => {
    assert.equal((await get("/nowhere?a=b")).status, 404);
    assert.equal(lines.length, 1);
    assert.equal(lines[0].path, "/nowhere");
    assert.equal(lines[0].status, 404);
  }));

test("refuses other methods", () =>
  withApp("none", async (get) => {
    const response = await get("/", { method: "POST" });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get("allow"), "GET, HEAD");
  }));

test("fault unhealthy: only the health check fails", () =>
  withApp("unhealthy", async (get) => {
    assert.equal((await get("/health")).status, 503);
    assert.equal((await get("/")).status, 200);
  }));

test("fault errors: healthy, and every third request answers 500", () =>
  withApp("errors", async (get) => {
    const statuses = [];
    for (let request = 0; request < 6; request += 1) {
      assert.equal((await get("/health")).status, 200);
      statuses.push((await get("/")).status);
    }
    assert.deepEqual(statuses, [200, 200, 500, 200, 200, 500]);
  }));
