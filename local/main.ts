import { parseArgs } from "node:util";
import { exportsFor } from "./environment";
import { LocalAws } from "./local-aws";

/** Starts local AWS and leaves it up until Ctrl-C. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      speed: { type: "string", default: "1" },
      port: { type: "string", default: process.env.SLIPWAY_LOCAL_PORT ?? "4566" },
      folder: { type: "string", default: ".local" },
      strict: { type: "boolean", default: true },
      seed: { type: "string", default: "1" },
      throttle: { type: "boolean", default: false },
    },
  });
  const aws = new LocalAws({
    folder: values.folder,
    port: portOf(values.port),
    speed: Number(values.speed),
    strict: values.strict,
    throttle: values.throttle,
    lateness: { seed: Number(values.seed) },
    onLog: (source, message) => console.log(`${source}: ${message}`),
  });
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
  await aws.start();
  console.log(`local AWS answers at ${aws.endpoint}, its files are in ${aws.folder}; Ctrl-C stops it\n`);
  for (const [name, value] of Object.entries(exportsFor(aws.endpoint))) {
    console.log(`export ${name}=${value}`);
  }
  await stopped;
  await aws.close();
}

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`local AWS: port must be a whole number from 0 to 65535, got ${text}`);
  }
  return port;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
