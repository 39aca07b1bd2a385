import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { HealthReport } from "./target-health";
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
  private readonly ended = new AbortController();
  private checks = new TargetHealth();
  private inFlight = 0;
  private whenIdle: (() => void)[] = [];

  constructor(
    readonly member: Member,
    private readonly fleet: Fleet,
  ) {}

  get address(): string | undefined {
    return this.fleet.address(this.member.instanceId);
  }

  get health(): TargetHealth {
    return this.checks;
  }

  get draining(): boolean {
    return this.ended.signal.aborted;
  }

  /** Aborted when draining starts: health checks end with it. */
  get signal(): AbortSignal {
    return this.ended.signal;
  }

  get report(): HealthReport {
    return this.draining ? DRAINING : this.checks.report;
  }

  /** Forgets past checks, as when its group comes into use. */
  resetHealth(): void {
    this.checks = new TargetHealth();
  }

  /** Counts a request to it until the returned function is called. */
  begin(): () => void {
    this.inFlight += 1;
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      this.inFlight -= 1;
      if (this.inFlight === 0) this.whenIdle.splice(0).forEach((resolve) => resolve());
    };
  }

  /** Begins to drain: nodes that do not know yet still send requests to it. */
  leave(): void {
    this.ended.abort();
  }

  /** Resolves when the requests under way are answered, or after the limit. */
  async drain(limitMilliseconds: number): Promise<void> {
    this.leave();
    if (this.inFlight > 0) {
      const timer = new AbortController();
      const idle = new Promise<void>((resolve) => this.whenIdle.push(resolve));
      const limit = sleep(limitMilliseconds, undefined, { signal: timer.signal, ref: false });
      await Promise.race([idle, limit]).finally(() => {
        timer.abort();
        limit.catch(() => undefined);
      });
    }
    this.agent.destroy();
  }

  /** Closes its connections at once. */
  close(): void {
    this.ended.abort();
    this.agent.destroy();
  }
}
