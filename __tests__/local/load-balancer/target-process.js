/** A target in a process of its own, which ends as a well-behaved service does: it answers what it has begun. */
const { createServer } = require("node:http");

const [host, port, colour] = process.argv.slice(2);
const server = createServer((request, response) => {
  const body = JSON.stringify({ version: `v-${colour}`, colour });
  setTimeout(() => response.end(body), request.url === "/slow" ? 2500 : 5);
});
server.listen(Number(port), host, () => process.send("ready"));
process.on("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
process.on("disconnect", () => process.exit(0));
