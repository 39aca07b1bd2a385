import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { TargetHealth as HealthReport } from "@aws-sdk/client-elastic-load-balancing-v2";
import { DRAINING, TargetHealth } from "./target-health";
import type { Member } from "./topology";

/** Where a running instance is reached on this machine. */
export interface Fleet {
  address(instanceId: string): string | undefined;
}

/** Less than the 5 s after which a Node server closes an idle connection, so that none is reused while it dies. */
const IDLE_CONNECTION_MILLISECONDS = 2_000;

/** One member of a target group: its health, its connections and the requests under way to it. */
export class Target {
  /** Keeps connections to this target only. */
  readonly agent = new Agent({ keepAlive: true, timeout: IDLE_CONNECTION_MILLISECONDS });
  health = new TargetHealth();
  private readonly ended = new AbortController();
  private readonly underWay = new Set<Promise<unknown>>();

  constructor(
    readonly member: Member,
    private readonly fleet: Fleet,
  ) {}

  get address(): string | undefined {
    return this.fleet.address(this.member.instanceId);
  }

  get draining(): boolean {
    return this.ended.signal.aborted;
  }

  /** Aborted when draining starts: health checks end with it. */
  get signal(): AbortSignal {
    return this.ended.signal;
  }

  get report(): HealthReport {
    return this.draining ? DRAINING : this.health.report;
  }

  /** Keeps a request in mind while it lasts. */
  serve<T>(request: Promise<T>): Promise<T> {
    this.underWay.add(request);
    return request.finally(() => this.underWay.delete(request));
  }

  /** Begins to drain: nodes that do not know yet still send requests to it. */
  leave(): void {
    this.ended.abort();
  }

  /** Resolves when the requests under way are answered, or after the limit. */
  async drain(limitMilliseconds: number): Promise<void> {
    this.leave();
    await Promise.race([
      Promise.allSettled(this.underWay),
      sleep(limitMilliseconds, undefined, { ref: false }),
    ]);
    this.agent.destroy();
  }

  /** Closes its connections at once. */
  close(): void {
    this.leave();
    this.agent.destroy();
  }
}
