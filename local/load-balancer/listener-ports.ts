import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ListenerServer } from "./listener-server";

/**
 * Parses `80=18080,8081=18081`: which local port serves a listener's port.
 * A listener that is not named gets a free one.
 */
export function parseListenerPorts(text = ""): ReadonlyMap<number, number> {
  const ports = new Map<number, number>();
  for (const part of text.split(",").filter((entry) => entry.trim() !== "")) {
    const [, listener, local] = /^\s*(\d+)=(\d+)\s*$/.exec(part) ?? [];
    if (!listener || !local || Number(local) < 1 || Number(local) > 65_535) {
      throw new Error(`SLIPWAY_LISTENER_PORTS: entry must be like 80=18080, got ${part}`);
    }
    ports.set(Number(listener), Number(local));
  }
  return ports;
}

/** `<folder>/listeners.json`: the local port of every `<dns name>:<listener port>`, for other processes. */
export class ListenerFile {
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly folder: string) {}

  /** Readers see the old or the new file, never a part. */
  async write(servers: Iterable<ListenerServer>): Promise<void> {
    const entries = [...servers].map(({ config, localPort }) => [
      `${config.balancer.dnsName}:${config.port}`,
      localPort,
    ]);
    const text = JSON.stringify(Object.fromEntries(entries), undefined, 2);
    this.last = this.last
      .catch(() => undefined)
      .then(async () => {
        const path = join(this.folder, "listeners.json");
        await mkdir(this.folder, { recursive: true });
        await writeFile(`${path}.new`, text);
        await rename(`${path}.new`, path);
      });
    await this.last;
  }
}
