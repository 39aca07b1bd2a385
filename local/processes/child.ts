import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, signalGroup } from "./group";

export interface ChildOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Open file that gets stdout and stderr. */
  readonly output: number;
}

/**
 * Starts a process that cannot outlive this one: `setpriv --pdeathsig` (util-linux) makes the kernel kill it when
 * its parent dies, even by SIGKILL, with no help of the program. It leads its own process group, so that it is
 * stopped with its children, and a Ctrl-C in the terminal reaches it only through us.
 */
export function startChild(command: string, args: readonly string[], options: ChildOptions): ChildProcess {
  return spawn("setpriv", ["--pdeathsig", "KILL", "--", command, ...args], {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ["ignore", options.output, options.output],
  });
}

/** Ends a child and its process group: SIGTERM, and SIGKILL after `graceMilliseconds`. */
export async function stopChild(child: ChildProcess, graceMilliseconds: number): Promise<void> {
  if (isRunning(child)) {
    const exited = once(child, "exit");
    signalGroup(child, "SIGTERM");
    const timer = new AbortController();
    await Promise.race([
      exited,
      sleep(graceMilliseconds, undefined, { signal: timer.signal }).catch(() => undefined),
    ]);
    timer.abort();
    if (isRunning(child)) {
      signalGroup(child, "SIGKILL");
      await exited;
    }
  }
  signalGroup(child, "SIGKILL");
}
