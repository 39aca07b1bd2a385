import { fork, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { FunctionError, Invocation, InvocationResult, RuntimeSettings } from "./runtime/protocol";

export interface SandboxProps {
  readonly runtimeFile: string;
  readonly settings: RuntimeSettings;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
}

export type Outcome = { readonly payload: string } | { readonly error: FunctionError };

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
    const ready = new Promise((resolve) => child.once("message", resolve));
    await Promise.race([ready, ended]);
    return sandbox;
  }

  async invoke(
    request: Omit<Invocation, "requestId" | "deadline">,
    timeoutSeconds: number,
  ): Promise<Outcome> {
    const requestId = randomUUID();
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<Outcome>((resolve) => {
      timer = setTimeout(() => {
        this.dead = true;
        this.child.kill("SIGKILL");
        const seconds = timeoutSeconds.toFixed(2);
        resolve(failure("Sandbox.Timedout", requestId, `Task timed out after ${seconds} seconds`));
      }, timeoutSeconds * 1000);
    });
    const exit = this.ended.then((how) =>
      failure(
        "Runtime.ExitError",
        requestId,
        how === "" ? "Runtime exited without providing a reason" : `Runtime exited with error: ${how}`,
      ),
    );
    const answer = this.answerTo(requestId);
    // A closed channel means that the process has ended, which is an answer too.
    const invocation: Invocation = { ...request, requestId, deadline: Date.now() + timeoutSeconds * 1000 };
    this.child.send(invocation, () => undefined);
    try {
      return await Promise.race([answer, timeout, exit]);
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    this.dead = true;
    this.child.kill("SIGKILL");
    await this.ended;
  }

  private answerTo(requestId: string): Promise<Outcome> {
    return new Promise((resolve) => {
      const listen = (result: InvocationResult): void => {
        if (result.requestId !== requestId) return;
        this.child.off("message", listen);
        resolve(result);
      };
      this.child.on("message", listen);
    });
  }
}

function failure(errorType: string, requestId: string, message: string): Outcome {
  return { error: { errorType, errorMessage: `RequestId: ${requestId} Error: ${message}` } };
}
