import { fork, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Invocation, Outcome, RuntimeSettings } from "./runtime/protocol";

export interface SandboxProps {
  readonly runtimeFile: string;
  readonly settings: RuntimeSettings;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** One Node process of a function; it takes one invocation at a time and is not used again after a failure. */
export class Sandbox {
  /** Set once the process has ended or must not be used again. */
  dead = false;

  private constructor(
    private readonly child: ChildProcess,
    private readonly ended: Promise<string>,
  ) {
    void ended.then(() => (this.dead = true));
  }

  static async start({ runtimeFile, settings, environment, logFile }: SandboxProps): Promise<Sandbox> {
    await mkdir(path.dirname(logFile), { recursive: true });
    const child = fork(runtimeFile, [JSON.stringify(settings)], {
      cwd: settings.taskRoot,
      env: environment,
      // The parent's loaders and flags are not the function's.
      execArgv: ["--enable-source-maps"],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const log = createWriteStream(logFile, { flags: "a" });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    const ended = new Promise<string>((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("exit", (code, signal) =>
        resolve(signal ? `signal: ${signal}` : code ? `exit status ${code}` : ""),
      );
    });
    void ended.then(() => log.end());
    const sandbox = new Sandbox(child, ended);
    // Loading is not the invocation's time. A process that ends meanwhile is told by the invocation.
    await Promise.race([once(child, "message"), ended]);
    return sandbox;
  }

  async invoke(
    request: Omit<Invocation, "requestId" | "deadline">,
    timeoutSeconds: number,
  ): Promise<Outcome> {
    const requestId = randomUUID();
    const over = new AbortController();
    const answer = once(this.child, "message").then(([outcome]) => outcome as Outcome);
    const timeout = sleep(timeoutSeconds * 1000, undefined, over).then(() => {
      this.kill();
      const seconds = timeoutSeconds.toFixed(2);
      return failure("Sandbox.Timedout", requestId, `Task timed out after ${seconds} seconds`);
    });
    const exit = this.ended.then((how) => {
      const reason = how === "" ? " without providing a reason" : ` with error: ${how}`;
      return failure("Runtime.ExitError", requestId, `Runtime exited${reason}`);
    });
    // A closed channel means that the process has ended, which is an answer too.
    const invocation: Invocation = { ...request, requestId, deadline: Date.now() + timeoutSeconds * 1000 };
    this.child.send(invocation, () => undefined);
    return Promise.race([answer, timeout, exit]).finally(() => over.abort());
  }

  async close(): Promise<void> {
    this.kill();
    await this.ended;
  }

  private kill(): void {
    this.dead = true;
    this.child.kill("SIGKILL");
  }
}

function failure(errorType: string, requestId: string, message: string): Outcome {
  return { error: { errorType, errorMessage: `RequestId: ${requestId} Error: ${message}` } };
}
