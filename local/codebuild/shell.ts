import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { startChild } from "../processes/child";
import { guardGroup, signalGroup } from "../processes/group";

export interface BuildShellProps {
  /** Gets the exported variables after each command; outside the source. */
  readonly stateFile: string;
  /** Where the first command runs. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Open file that gets what the commands print. */
  readonly output: number;
}

/** Runs the command `$1`, and writes what it has exported into `$0` whatever way it ends. */
const SCRIPT = `trap 'code=$?; env -0 > "$0"; exit $code' EXIT; eval "$1"`;

/**
 * Runs a build's commands one after another, as CodeBuild's agent does for buildspecs of version 0.2:
 * each in a shell of its own that takes over the exported variables and the directory of the one before.
 */
export class BuildShell {
  private environment: NodeJS.ProcessEnv;
  private running: ChildProcess | undefined;
  private stopped = false;

  constructor(private readonly props: BuildShellProps) {
    this.environment = { ...props.environment, PWD: props.directory };
  }

  /** Exit code of the command; 1 when the build was stopped. */
  async run(command: string, extra: Record<string, string> = {}): Promise<number> {
    if (this.stopped) return 1;
    const { stateFile, output } = this.props;
    const env = { ...this.environment, ...extra };
    const child = startChild("bash", ["-c", SCRIPT, stateFile, command], {
      cwd: this.environment["PWD"] ?? "",
      env,
      output,
    });
    this.running = child;
    const guard = guardGroup(child);
    try {
      const [code] = (await once(child, "exit")) as [number | null];
      this.environment = await readVariables(stateFile).catch(() => env);
      return code ?? 1;
    } finally {
      // What a command leaves in the background ends with it.
      signalGroup(child, "SIGKILL");
      guard?.kill();
      this.running = undefined;
    }
  }

  /** Values of variables after the commands so far; those not set are left out. */
  variables(names: readonly string[]): Record<string, string> {
    return Object.fromEntries(
      names.flatMap((name) => {
        const value = this.environment[name];
        return value === undefined ? [] : [[name, value]];
      }),
    );
  }

  stop(): void {
    this.stopped = true;
    if (this.running) signalGroup(this.running, "SIGKILL");
  }
}

async function readVariables(file: string): Promise<Record<string, string>> {
  const pairs = (await readFile(file, "utf8")).split("\0").filter((pair) => pair !== "");
  return Object.fromEntries(
    pairs.map((pair) => {
      const end = pair.indexOf("=");
      return [pair.slice(0, end), pair.slice(end + 1)];
    }),
  );
}
