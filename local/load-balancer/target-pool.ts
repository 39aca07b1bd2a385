import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../clock/clock";
import { checkHealth } from "./health-check";
import type { Fleet } from "./target";
import { Target } from "./target";
import type { HealthReport } from "./target-health";
import { NOT_IN_USE, NOT_REGISTERED } from "./target-health";
import type { Balancer, Member, TargetGroup } from "./topology";

/** However fast the clock: checks must leave the machine time for the requests. */
const SHORTEST_INTERVAL_MILLISECONDS = 100;
/** Processes answer in real time, on a machine that is also building and planning. */
const SHORTEST_TIMEOUT_MILLISECONDS = 2_000;
/** Real time: a request that still runs then is cut, so that an instance can always be stopped. */
const LONGEST_DRAIN_MILLISECONDS = 30_000;

export interface TargetDescription {
  readonly member: Member;
  readonly healthCheckPort: number;
  readonly report: HealthReport;
}

/** The targets of one target group: who is in it, who is healthy, whose turn it is. */
export class TargetPool {
  private readonly targets = new Map<string, Target>();
  /** Instances that are being stopped: still registered in moto, never to be used again. */
  private readonly retired = new Set<string>();
  private user: Balancer | undefined;
  private turn = 0;

  constructor(
    private group: TargetGroup,
    private readonly clock: Clock,
    private readonly fleet: Fleet,
  ) {}

  /** The load balancer one of whose rules names this group. */
  get balancer(): Balancer | undefined {
    return this.user;
  }

  get arn(): string {
    return this.group.arn;
  }

  /** @param user undefined: no rule names the group, so its targets are not checked. */
  configure(group: TargetGroup, user: Balancer | undefined): void {
    this.group = group;
    if (user && !this.user) this.targets.forEach((target) => target.resetHealth());
    this.user = user;
  }

  setMembers(members: readonly Member[]): void {
    const wanted = new Map(members.map((member) => [keyOf(member), member]));
    for (const [key, target] of this.targets) {
      if (!wanted.has(key) && !target.draining) void this.release(key, target);
    }
    for (const [key, member] of wanted) {
      const present = this.targets.get(key);
      if ((present && !present.draining) || this.retired.has(member.instanceId)) continue;
      const target = new Target(member, this.fleet);
      this.targets.set(key, target);
      void this.check(target);
    }
  }

  /**
   * The next target in turn of the healthy ones; of all when none is healthy, as AWS fails open;
   * undefined when the group is empty. An instance without an address is being launched or stopped:
   * it gets a request only when there is no other.
   */
  pick(): Target | undefined {
    const members = [...this.targets.values()].filter((target) => !target.draining);
    const reachable = members.filter(({ address }) => address !== undefined);
    const serving = reachable.length > 0 ? reachable : members;
    const healthy = serving.filter(({ report }) => report.state === "healthy");
    const candidates = healthy.length > 0 ? healthy : serving;
    this.turn = (this.turn + 1) % Math.max(candidates.length, 1);
    return candidates[this.turn];
  }

  /** Takes an instance out for good; resolves when its requests are answered. */
  async drain(instanceId: string): Promise<void> {
    this.retired.add(instanceId);
    const leaving = [...this.targets].filter(([, { member }]) => member.instanceId === instanceId);
    await Promise.all(
      leaving.map(([key, target]) => {
        if (!target.draining) void this.release(key, target);
        return target.drain(LONGEST_DRAIN_MILLISECONDS);
      }),
    );
  }

  /** What AWS would tell of all targets, or of the asked ones. */
  describe(
    asked?: readonly { readonly instanceId: string; readonly port?: number | undefined }[],
  ): TargetDescription[] {
    if (!asked) return [...this.targets.values()].map((target) => this.describeTarget(target));
    return asked.map(({ instanceId, port = this.group.port }) => {
      const member = { instanceId, port };
      const target = this.targets.get(keyOf(member));
      if (target) return this.describeTarget(target);
      return { member, healthCheckPort: this.healthCheckPort(member), report: NOT_REGISTERED };
    });
  }

  count(state: HealthReport["state"]): number {
    return this.describe().filter(({ report }) => report.state === state).length;
  }

  close(): void {
    this.targets.forEach((target) => target.close());
    this.targets.clear();
  }

  private describeTarget(target: Target): TargetDescription {
    const { member, draining } = target;
    const report = this.user || draining ? target.report : NOT_IN_USE;
    return { member, healthCheckPort: this.healthCheckPort(member), report };
  }

  private healthCheckPort(member: Member): number {
    return this.group.healthCheck.port ?? member.port;
  }

  /** AWS shows a target as draining for the whole delay, also when its last request ended earlier. */
  private async release(key: string, target: Target): Promise<void> {
    const delay = this.clock.real(this.group.deregistrationDelaySeconds * 1000);
    await Promise.all([target.drain(LONGEST_DRAIN_MILLISECONDS), sleep(delay, undefined, { ref: false })]);
    if (this.targets.get(key) === target) this.targets.delete(key);
  }

  private async check(target: Target): Promise<void> {
    while (!target.draining) {
      if (this.user) {
        const { healthCheck } = this.group;
        const timeout = this.clock.real(healthCheck.timeoutSeconds * 1000);
        const { health } = target;
        const result = await checkHealth(
          healthCheck,
          target.address,
          this.healthCheckPort(target.member),
          Math.max(timeout, SHORTEST_TIMEOUT_MILLISECONDS),
        );
        health.record(result, healthCheck);
      }
      const interval = this.clock.real(this.group.healthCheck.intervalSeconds * 1000);
      const wait = Math.max(interval, SHORTEST_INTERVAL_MILLISECONDS);
      await sleep(wait, undefined, { signal: target.signal, ref: false }).catch(() => undefined);
    }
  }
}

function keyOf({ instanceId, port }: Member): string {
  return `${instanceId}:${port}`;
}
