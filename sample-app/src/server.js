import { createServer } from "node:http";

/** An Application Load Balancer keeps an idle connection for 60 s: closing it first would answer someone with 502. */
const keepAliveMilliseconds = 65_000;

/** Below the unit's TimeoutStopSec, so that the process ends by itself and says so. */
const drainMilliseconds = 25_000;

/** Starts an HTTP server; `stop` ends it when the requests in flight are answered. */
export async function startServer({ listener, host, port, log }) {
  let stopping;
  const server = createServer((request, response) => {
    // Without this a busy keep-alive connection would hold the server open after `close`.
    if (stopping) response.setHeader("connection", "close");
    listener(request, response);
  });
  server.keepAliveTimeout = keepAliveMilliseconds;
  // Node refuses headers that take longer than this, measured from the last request on a kept connection.
  server.headersTimeout = keepAliveMilliseconds + 1000;

  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  log("listening", { host, port: server.address().port });

  const drain = async (reason) => {
    log("stopping", { reason });
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    // A connection whose answer was already under way turns idle later.
    const sweep = setInterval(() => server.closeIdleConnections(), 100);
    const limit = setTimeout(() => {
      log("drain took too long, closing connections", { milliseconds: drainMilliseconds });
      server.closeAllConnections();
    }, drainMilliseconds);
    await closed;
    clearInterval(sweep);
    clearTimeout(limit);
    log("stopped");
  };

  return {
    port: server.address().port,
    stop: (reason) => (stopping ??= drain(reason)),
  };
}
