import { setTimeout as sleep } from "node:timers/promises";
import type { TargetDescription, TargetHealthDescription } from "@aws-sdk/client-elastic-load-balancing-v2";
import { checkHealth } from "./health-check";
import { NodeViews, type Timing } from "./node-views";
import type { Fleet } from "./target";
import { Target } from "./target";
import { NOT_IN_USE, NOT_REGISTERED, TargetHealth } from "./target-health";
import type { Balancer, Member, TargetGroup } from "./topology";

/** However fast the clock: checks must leave the machine time for the requests. */
const SHORTEST_INTERVAL_MILLISECONDS = 100;
/** Processes answer in real time, on a machine that is also building and planning. */
const SHORTEST_TIMEOUT_MILLISECONDS = 2_000;
/** Real time: a request that still runs then is cut, so that an instance can always be stopped. */
const LONGEST_DRAIN_MILLISECONDS = 30_000;

/** The targets of one target group: who is in it, who is healthy, whose turn it is. */
export class TargetPool {
  private readonly targets = new Map<string, Target>();
  /** Instances that are being stopped: still registered in moto, never to be used again. */
  private readonly retired = new Set<string>();
  /** What each node sends to. */
  private readonly known: NodeViews<readonly Target[]>;
  /** Of each draining target: until no node sends to it any more and its last request is answered. */
  private readonly left = new Map<Target, Promise<void>>();
  /** The load balancer one of whose rules names this group. */
  private user: Balancer | undefined;
  private turn = 0;

  constructor(
    private group: TargetGroup,
    private readonly timing: Timing,
    private readonly fleet: Fleet,
  ) {
    this.known = new NodeViews<readonly Target[]>([], "targetKnown", timing);
  }

  /** @param user undefined: no rule names the group, so its targets are not checked. */
  configure(group: TargetGroup, user: Balancer | undefined): void {
    this.group = group;
    if (user && !this.user) this.targets.forEach((target) => (target.health = new TargetHealth()));
    this.user = user;
    if (user) this.known.resize(user.nodes);
  }

  setMembers(members: readonly Member[]): void {
    const wanted = new Map(members.map((member) => [keyOf(member), member]));
    this.release(this.active().filter((target) => !wanted.has(keyOf(target.member))));
    const present = new Set(this.active().map(({ member }) => keyOf(member)));
    const joining = [...wanted].filter(
      ([key, { instanceId }]) => !present.has(key) && !this.retired.has(instanceId),
    );
    for (const [key, member] of joining) {
      const target = new Target(member, this.fleet);
      this.targets.set(key, target);
      void this.check(target);
    }
    if (joining.length > 0) this.known.set(this.active());
  }

  /**
   * The next target in turn of the healthy ones that a node knows; of all when none is healthy, as AWS fails
   * open; undefined when it knows none. One that has left since gets its turn: the node cannot know.
   */
  pick(node = 0): Target | undefined {
    const members = this.known.at(node);
    const healthy = members.filter(({ health }) => health.report.State === "healthy");
    const candidates = healthy.length > 0 ? healthy : members;
    this.turn = (this.turn + 1) % Math.max(candidates.length, 1);
    return candidates[this.turn];
  }

  /** Takes an instance out for good; resolves when its requests are answered. */
  async drain(instanceId: string): Promise<void> {
    this.retired.add(instanceId);
    this.release(this.active().filter(({ member }) => member.instanceId === instanceId));
    const leaving = [...this.left].filter(([{ member }]) => member.instanceId === instanceId);
    await Promise.all(leaving.map(([, left]) => left));
  }

  /** What AWS would tell of all targets, or of the asked ones. */
  describe(asked?: readonly TargetDescription[]): TargetHealthDescription[] {
    const all = [...this.targets.values()].map(({ member }) => member);
    const members = asked?.map(({ Id = "", Port = this.group.port }) => ({ instanceId: Id, port: Port }));
    return (members ?? all).map((member) => {
      const target = this.targets.get(keyOf(member));
      const known = target && (this.user || target.draining ? target.report : NOT_IN_USE);
      return {
        Target: { Id: member.instanceId, Port: member.port },
        HealthCheckPort: String(this.healthCheckPort(member)),
        TargetHealth: known ?? NOT_REGISTERED,
      };
    });
  }

  close(): void {
    this.targets.forEach((target) => target.close());
    this.targets.clear();
  }

  private healthCheckPort(member: Member): number {
    return this.group.healthCheck.port ?? member.port;
  }

  private active(): Target[] {
    return [...this.targets.values()].filter((target) => !target.draining);
  }

  private release(leaving: readonly Target[]): void {
    if (leaving.length === 0) return;
    leaving.forEach((target) => target.leave());
    const unknown = this.known.set(this.active());
    for (const target of leaving) void this.deregister(target, unknown);
  }

  /**
   * A target is done with when every node knows and its last request has ended, but the delay bounds that too.
   * AWS shows it as draining for the whole delay.
   * @param unknown virtual milliseconds until every node knows.
   */
  private async deregister(target: Target, unknown: number): Promise<void> {
    const delay = this.group.deregistrationDelaySeconds * 1000;
    const left = this.wait(Math.min(unknown, delay)).then(() => target.drain(LONGEST_DRAIN_MILLISECONDS));
    this.left.set(target, left);
    await Promise.all([left, this.wait(delay)]);
    this.left.delete(target);
    const key = keyOf(target.member);
    if (this.targets.get(key) === target) this.targets.delete(key);
  }

  private async wait(virtualMilliseconds: number): Promise<void> {
    await sleep(this.timing.clock.real(virtualMilliseconds), undefined, { ref: false });
  }

  /** Wall-clock milliseconds. */
  private real(virtualSeconds: number): number {
    return this.timing.clock.real(virtualSeconds * 1000);
  }

  private async check(target: Target): Promise<void> {
    while (!target.draining) {
      if (this.user) {
        const { healthCheck } = this.group;
        const { member, address, health } = target;
        const timeout = Math.max(this.real(healthCheck.timeoutSeconds), SHORTEST_TIMEOUT_MILLISECONDS);
        const failure = await checkHealth(healthCheck, address, this.healthCheckPort(member), timeout);
        health.record(failure, healthCheck);
      }
      const interval = this.real(this.group.healthCheck.intervalSeconds);
      const wait = Math.max(interval, SHORTEST_INTERVAL_MILLISECONDS);
      await sleep(wait, undefined, { signal: target.signal, ref: false }).catch(() => undefined);
    }
  }
}

function keyOf({ instanceId, port }: Member): string {
  return `${instanceId}:${port}`;
}
