import { readFileSync } from "node:fs";
import { join } from "node:path";

const faults = ["none", "unhealthy", "errors"];

/**
 * What this release is: its version, and the fault that it shows on purpose.
 *
 * `unhealthy` fails its health check; `errors` is healthy and answers a third of its other requests with 500.
 */
export function readRelease(folder) {
  const version = readFileSync(join(folder, "VERSION"), "utf8").trim();
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(version)) {
    throw new Error(`VERSION: version must be 1 to 64 letters, digits, dots and dashes, got ${version}`);
  }
  const { fault } = JSON.parse(readFileSync(join(folder, "fault.json"), "utf8"));
  if (!faults.includes(fault)) {
    throw new Error(`fault.json: fault must be one of ${faults.join(", ")}, got ${fault}`);
  }
  return { version, fault };
}
