import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Instance } from "./instance";

/** `instances.json` in the folder of local AWS: for people who want to ask an instance. */
export class InstanceMap {
  private readonly file: string;
  private written = Promise.resolve();

  constructor(folder: string) {
    this.file = join(folder, "instances.json");
  }

  /** Writes one after the other, since launches and terminations overlap. */
  async write(instances: Iterable<Instance>): Promise<void> {
    const map = Object.fromEntries(
      Array.from(instances, ({ id, address, port, account, region, group }) => [
        id,
        { address, port, account, region, group },
      ]),
    );
    const write = () => writeFile(this.file, `${JSON.stringify(map, undefined, 2)}\n`);
    this.written = this.written.then(write, write);
    await this.written;
  }
}
