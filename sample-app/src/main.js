import { fileURLToPath } from "node:url";
import { createApp } from "./app.js";
import { createLog } from "./log.js";
import { readRelease } from "./release.js";
import { startServer } from "./server.js";

const { version, fault } = readRelease(fileURLToPath(new URL("..", import.meta.url)));
const { HOST: host = "0.0.0.0", PORT: port = "8080", COLOUR: colour = "none" } = process.env;
if (!/^\d{1,5}$/.test(port)) throw new Error(`environment: PORT must be a TCP port, got ${port}`);

const log = createLog({ version, colour });
const listener = createApp({ version, colour, fault, log });
const server = await startServer({ listener, host, port: Number(port), log });

for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => void server.stop(signal));
