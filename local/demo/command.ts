import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { guardGroup, isRunning, signalGroup } from "../processes/group";

export interface CommandOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Receives everything that the command prints. */
  readonly logFile: string;
  readonly signal: AbortSignal;
  /** Each line as it is printed. */
  readonly onLine?: (line: string) => void;
}

export interface CommandResult {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs a command in a process group of its own, which ends with `signal`. */
export async function command(
  file: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  options.signal.throwIfAborted();
  const log = createWriteStream(options.logFile, { flags: "a" });
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const end = () => void endGently(child);
  const guard = guardGroup(child);
  options.signal.addEventListener("abort", end, { once: true });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (raw) => {
      const line = stripVTControlCharacters(raw);
      lines.push(line);
      log.write(`${line}\n`);
      options.onLine?.(line);
    });
  }
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve(code ?? 1));
    });
    options.signal.throwIfAborted();
    return { exitCode, output: lines.join("\n") };
  } finally {
    options.signal.removeEventListener("abort", end);
    guard?.kill();
    log.end();
  }
}

/** Terraform waits for what it has begun before it heeds an interrupt; the environment is thrown away, so we do not. */
const GRACE_MILLISECONDS = 3_000;

async function endGently(child: ChildProcess): Promise<void> {
  if (isRunning(child)) signalGroup(child, "SIGINT");
  await sleep(GRACE_MILLISECONDS, undefined, { ref: false });
  signalGroup(child, "SIGKILL");
}

/** As {@link command}, but a failure throws the last lines that the command printed. */
export async function mustSucceed(
  file: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> {
  const { exitCode, output } = await command(file, args, options);
  if (exitCode !== 0) {
    const end = output.split("\n").slice(-25).join("\n");
    throw new Error(
      `${file} ${args.join(" ")}: exit code ${exitCode}, all of it in ${options.logFile}\n${end}`,
    );
  }
  return output;
}
