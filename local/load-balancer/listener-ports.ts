import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ListenerServer } from "./listener-server";

/**
 * Parses `80=18080,8081=18081`: which local port serves a listener's port.
 * A listener that is not named gets a free one.
 */
export function parseListenerPorts(text = ""): ReadonlyMap<number, number> {
  const entries = text.split(",").filter((entry) => entry.trim() !== "");
  return new Map(
    entries.map((entry) => {
      const [, listener, local] = /^\s*(\d+)=(\d+)\s*$/.exec(entry) ?? [];
      if (!listener || !local || Number(local) < 1 || Number(local) > 65_535) {
        throw new Error(`SLIPWAY_LISTENER_PORTS: entry must be like 80=18080, got ${entry}`);
      }
      return [Number(listener), Number(local)];
    }),
  );
}

/**
 * `<folder>/listeners.json`: the local port of every `<dns name>:<listener port>`, for other processes.
 * Readers see the old or the new file, never a part.
 */
export function writeListeners(folder: string, servers: readonly ListenerServer[]): void {
  const ports = servers.map(({ config, localPort }) => [
    `${config.balancer.dnsName}:${config.port}`,
    localPort,
  ]);
  const path = join(folder, "listeners.json");
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${path}.new`, JSON.stringify(Object.fromEntries(ports), undefined, 2));
  renameSync(`${path}.new`, path);
}
