/** Makes the request listener. Every answer names the version and colour, so that a caller sees who served it. */
export function createApp({ version, colour, fault, log }) {
  // A counter, not chance: exactly every third request fails, so that a test or a gate can rely on it.
  let requests = 0;

  const answerFor = (path) => {
    if (path === "/health") {
      return fault === "unhealthy" ? [503, { status: "unhealthy" }] : [200, { status: "healthy" }];
    }
    requests += 1;
    if (fault === "errors" && requests % 3 === 0) return [500, { error: "this version fails on purpose" }];
    if (path === "/") return [200, { message: "Hello from Slipway" }];
    return [404, { error: "not found" }];
  };

  return (request, response) => {
    const started = process.hrtime.bigint();
    const path = request.url.split("?", 1)[0];
    const allowed = request.method === "GET" || request.method === "HEAD";
    const [status, content] = allowed ? answerFor(path) : [405, { error: "method not allowed" }];
    const body = JSON.stringify({ ...content, version, colour });

    response.writeHead(status, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      "cache-control": "no-store",
      ...(status === 405 && { allow: "GET, HEAD" }),
    });
    response.end(request.method === "HEAD" ? undefined : body);
    // Health checks come every few seconds from every load balancer node: only their failures are news.
    if (path === "/health" && status === 200) return;
    const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
    log("request", { method: request.method, path, status, milliseconds });
  };
}
