import type { ChildProcess } from "node:child_process";
import { startChild, stopChild } from "../processes/child";
import { isRunning, signalGroup } from "../processes/group";
import type { UnitFile } from "./unit-file";

export interface ServiceOptions {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly output: number;
  readonly definition: Pick<UnitFile, "restart" | "restartMilliseconds" | "stopMilliseconds">;
  /** Called once, when no process of it will run again. */
  readonly onEnd: () => void;
}

/** systemd's defaults of StartLimitBurst and StartLimitIntervalSec. */
const startLimit = { burst: 5, intervalMilliseconds: 10_000 };

/** One started service: a process, started again when it fails, until it is stopped. */
export class Service {
  private child: ChildProcess | undefined;
  private restart: NodeJS.Timeout | undefined;
  private stopping = false;
  private ended = false;
  private failed = false;
  private readonly starts: number[] = [];

  constructor(private readonly options: ServiceOptions) {}

  get state(): "active" | "activating" | "inactive" | "failed" {
    if (this.child && isRunning(this.child)) return "active";
    if (this.restart) return "activating";
    return this.failed ? "failed" : "inactive";
  }

  start(): void {
    const [command = "", ...args] = this.options.command;
    this.restart = undefined;
    this.starts.push(Date.now());
    const child = startChild(command, args, this.options);
    this.child = child;
    child.once("error", () => this.exited(child, 1));
    child.once("exit", (code, signal) => this.exited(child, signal === null ? (code ?? 1) : 1));
  }

  async stop(maximumMilliseconds = Number.POSITIVE_INFINITY): Promise<void> {
    this.stopping = true;
    clearTimeout(this.restart);
    this.restart = undefined;
    const { stopMilliseconds } = this.options.definition;
    if (this.child) await stopChild(this.child, Math.min(stopMilliseconds, maximumMilliseconds));
    this.failed = false;
    this.end();
  }

  private exited(child: ChildProcess, code: number): void {
    signalGroup(child, "SIGKILL");
    if (this.stopping) return;
    const { restart, restartMilliseconds } = this.options.definition;
    const recent = this.starts.filter((at) => Date.now() - at < startLimit.intervalMilliseconds);
    const again = restart === "always" || (restart === "on-failure" && code !== 0);
    if (again && recent.length < startLimit.burst) {
      this.restart = setTimeout(() => this.start(), restartMilliseconds);
      return;
    }
    this.failed = code !== 0;
    this.end();
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    this.options.onEnd();
  }
}
