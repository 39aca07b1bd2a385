import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import type { WriteStream } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { guardGroup, signalGroup } from "../processes/group";

const execute = promisify(execFile);

/**
 * Runs a build's commands one after another, as CodeBuild's agent does for buildspecs of version 0.2:
 * each in a shell of its own that takes over the exported variables and the directory of the one before.
 */
export class BuildShell {
  private readonly environmentFile: string;
  private readonly directoryFile: string;
  private readonly scriptFile: string;
  private running: ChildProcess | undefined;
  private stopped = false;

  private constructor(
    folder: string,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly log: WriteStream,
  ) {
    this.environmentFile = join(folder, "env.sh");
    this.directoryFile = join(folder, "dir.txt");
    this.scriptFile = join(folder, "script.sh");
  }

  static async open(
    folder: string,
    options: { directory: string; environment: NodeJS.ProcessEnv; log: WriteStream },
  ): Promise<BuildShell> {
    await mkdir(folder, { recursive: true });
    const shell = new BuildShell(folder, options.environment, options.log);
    await writeFile(shell.environmentFile, "");
    await writeFile(shell.directoryFile, options.directory);
    return shell;
  }

  /** Exit code of the command; 1 when the build was stopped. */
  async run(command: string, extra: Record<string, string> = {}): Promise<number> {
    if (this.stopped) return 1;
    await writeFile(this.scriptFile, this.script(command, extra));
    const child = spawn("bash", [this.scriptFile], {
      env: this.environment,
      // A group of its own, so that a stop reaches what the command has started.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.running = child;
    const guard = guardGroup(child);
    child.stdout.pipe(this.log, { end: false });
    child.stderr.pipe(this.log, { end: false });
    try {
      const [code] = (await once(child, "exit")) as [number | null];
      // What a command leaves in the background ends with it, or its pipe would hold the build open.
      signalGroup(child, "SIGKILL");
      await Promise.race([once(child, "close"), sleep(1000)]);
      return code ?? 1;
    } finally {
      signalGroup(child, "SIGKILL");
      guard?.kill();
      this.running = undefined;
    }
  }

  /** Values of variables after the commands so far; those not set are left out. */
  async variables(names: readonly string[]): Promise<Record<string, string>> {
    // Bash reads its own quoting best.
    const print = `. "$0"; for name; do [[ -v $name ]] && printf '%s=%s\\0' "$name" "\${!name}"; done; true`;
    const { stdout } = await execute("bash", ["-c", print, this.environmentFile, ...names], {
      env: this.environment,
    });
    const pairs = stdout.split("\0").filter((pair) => pair !== "");
    return Object.fromEntries(
      pairs.map((pair): [string, string] => {
        const end = pair.indexOf("=");
        return [pair.slice(0, end), pair.slice(end + 1)];
      }),
    );
  }

  stop(): void {
    this.stopped = true;
    if (this.running) signalGroup(this.running, "SIGKILL");
  }

  private script(command: string, extra: Record<string, string>): string {
    const exports = Object.entries(extra).map(([name, value]) => `export ${name}=${quote(value)}`);
    return [
      `. ${quote(this.environmentFile)}`,
      `cd "$(cat ${quote(this.directoryFile)})"`,
      ...exports,
      `trap 'code=$?; export -p > ${quote(this.environmentFile)}; pwd > ${quote(this.directoryFile)}; exit $code' EXIT`,
      command,
      "",
    ].join("\n");
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
