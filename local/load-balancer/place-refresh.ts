import { AutoScaling } from "@aws-sdk/client-auto-scaling";
import { EC2 } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { ClientConfiguration } from "../client-configuration";
import type { DataPlane } from "./data-plane";
import { type LaunchHooks, readMembers } from "./read-members";
import { readTopology } from "./read-topology";
import type { TargetGroup, Topology } from "./topology";

const READS = 10;

/**
 * Brings a data plane up to date with what moto holds. Reads run one after another, so that an older picture
 * never replaces a newer one; calls that wait for the same read share it.
 */
export class PlaceRefresh {
  private readonly elb: ElasticLoadBalancingV2;
  private readonly autoScaling: AutoScaling;
  private readonly ec2: EC2;
  private groups: readonly TargetGroup[] = [];
  private last: Promise<void> = Promise.resolve();
  private readonly waiting = new Map<string, Promise<void>>();

  constructor(
    moto: ClientConfiguration,
    private readonly launchHooks: LaunchHooks,
    private readonly plane: DataPlane,
  ) {
    this.elb = new ElasticLoadBalancingV2(moto);
    this.autoScaling = new AutoScaling(moto);
    this.ec2 = new EC2(moto);
  }

  /** Listeners, rules, groups and members as they are after this call. */
  everything(): Promise<void> {
    return this.enqueue("everything", async () => {
      const topology = await this.readTopology();
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
    const { autoScaling, ec2, launchHooks } = this;
    this.plane.setMembers(await readMembers({ autoScaling, ec2, launchHooks }, this.groups));
  }

  /** Reads again when something was deleted in the middle: several deletions come at once from Terraform. */
  private async readTopology(attempt = 1): Promise<Topology> {
    return readTopology(this.elb).catch((error: unknown) => {
      const gone = error instanceof Error && error.name.includes("NotFound");
      if (!gone || attempt === READS) throw error;
      return this.readTopology(attempt + 1);
    });
  }

  private enqueue(read: string, task: () => Promise<void>): Promise<void> {
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
