import { once } from "node:events";
import { createServer } from "node:net";

const attempts = 50;

/**
 * Gives each instance an address of 127.10.0.0/16, which Linux answers without configuration.
 * Random, and tried before it is given: another local AWS may run on the same machine.
 */
export class LoopbackAddresses {
  private readonly taken = new Set<string>();

  /** An address on which nobody listens at `port`. */
  async claim(port: number): Promise<string> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const address = `127.10.${randomByte()}.${randomByte()}`;
      if (this.taken.has(address)) continue;
      this.taken.add(address);
      if (await isFree(address, port)) return address;
    }
    throw new Error(`fleet: loopback addresses must be free at port ${port}, got ${attempts} in use`);
  }

  release(address: string): void {
    this.taken.delete(address);
  }
}

/** 1 to 254. */
function randomByte(): number {
  return 1 + Math.floor(Math.random() * 254);
}

async function isFree(address: string, port: number): Promise<boolean> {
  const server = createServer().listen(port, address);
  try {
    await once(server, "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return false;
    throw error;
  }
  server.close();
  await once(server, "close");
  return true;
}
