import { type ChildProcess, spawn } from "node:child_process";

export function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** Signals a child that was spawned `detached`, and all that it has started. */
export function signalGroup({ pid }: Pick<ChildProcess, "pid">, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // ESRCH: the whole group has ended already.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/**
 * Ends a detached child's process group when this process vanishes, whatever way it dies: the guard reads from a
 * pipe that the kernel closes then. Kill the guard once the child has ended.
 */
export function guardGroup({ pid }: Pick<ChildProcess, "pid">): ChildProcess | undefined {
  if (pid === undefined) return undefined;
  return spawn("bash", ["-c", `read -r _; kill -KILL -- -${pid}`], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
}
