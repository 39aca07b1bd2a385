import type { DataPlane } from "./data-plane";
import type { Clients } from "./read-members";
import { isNotFound, readMembers } from "./read-members";
import { readTopology } from "./read-topology";
import type { TargetGroup } from "./topology";

const READS = 10;

type Read = "everything" | "members";

/**
 * Brings a data plane up to date with what moto holds. Reads run one after another, so that an older picture
 * never replaces a newer one; calls that wait for the same read share it.
 */
export class PlaceRefresh {
  private groups: readonly TargetGroup[] = [];
  private last: Promise<void> = Promise.resolve();
  private readonly waiting = new Map<Read, Promise<void>>();

  constructor(
    private readonly clients: Clients,
    private readonly plane: DataPlane,
  ) {}

  /** Listeners, rules, groups and members as they are after this call. */
  everything(): Promise<void> {
    return this.enqueue("everything", async () => {
      const topology = await untilConsistent(() => readTopology(this.clients.elb));
      this.groups = topology.groups;
      await this.plane.apply(topology);
      await this.readMembers();
    });
  }

  /** Members of the known groups as they are after this call: an Auto Scaling group changes them by itself. */
  members(): Promise<void> {
    return this.enqueue("members", () => this.readMembers());
  }

  private async readMembers(): Promise<void> {
    this.plane.setMembers(await readMembers(this.clients, this.groups));
  }

  private enqueue(read: Read, task: () => Promise<void>): Promise<void> {
    const waiting = this.waiting.get(read);
    if (waiting) return waiting;
    this.last = this.last
      .catch(() => undefined)
      .then(() => {
        this.waiting.delete(read);
        return task();
      });
    this.waiting.set(read, this.last);
    return this.last;
  }
}

/** Reads again when something was deleted in the middle: several deletions come at once from Terraform. */
async function untilConsistent<T>(read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      if (!isNotFound(error) || attempt === READS) throw error;
    }
  }
}
