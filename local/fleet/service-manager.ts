import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { Service } from "./service";
import { parseEnvironmentFile, parseUnitFile } from "./unit-file";

/** What `systemctl` answers. */
export interface CommandResult {
  readonly code: number;
  readonly output: string;
}

export interface ServiceManagerOptions {
  /** Stands for `/` in unit files. */
  readonly root: string;
  /** Folder of one log file per service. */
  readonly journal: string;
  readonly environment: () => Promise<NodeJS.ProcessEnv>;
}

const unitFolders = ["etc/systemd/system", "usr/lib/systemd/system"];

/** systemd's exit codes that scripts rely on. */
const exitCode = { failed: 1, notActive: 3, noSuchUnit: 5 };

/** Stands in for systemd on one instance: runs the services whose unit files lie below its root. */
export class ServiceManager {
  private readonly services = new Map<string, Service>();

  constructor(private readonly options: ServiceManagerOptions) {}

  /** Answers a `systemctl` command line. Unit files are read at each start, so `daemon-reload` has nothing to do. */
  async systemctl(args: readonly string[]): Promise<CommandResult> {
    const [verb, ...names] = args.filter((arg) => !arg.startsWith("-"));
    const quiet = args.includes("--quiet") || args.includes("-q");
    const now = args.includes("--now");
    if (verb === undefined)
      return { code: exitCode.failed, output: "systemctl: verb must be given, got none\n" };
    let answer: CommandResult = { code: 0, output: "" };
    for (const name of names) {
      const unit = basename(name).includes(".") ? basename(name) : `${basename(name)}.service`;
      const { code, output } = await this.apply(verb, unit, now);
      answer = { code: Math.max(answer.code, code), output: answer.output + (quiet ? "" : output) };
    }
    if (verb !== "daemon-reload" && names.length === 0) {
      return { code: exitCode.failed, output: `systemctl ${verb}: unit must be given, got none\n` };
    }
    return answer;
  }

  /** Stops every service, as a shutdown does. */
  async stopAll(maximumMilliseconds = Number.POSITIVE_INFINITY): Promise<void> {
    await Promise.all(Array.from(this.services.values(), (service) => service.stop(maximumMilliseconds)));
  }

  private async apply(verb: string, unit: string, now: boolean): Promise<CommandResult> {
    const done = { code: 0, output: "" };
    const file = this.unitFile(unit);
    const running = this.services.get(unit);
    switch (verb) {
      case "enable":
        if (!file)
          return {
            code: exitCode.failed,
            output: `Failed to enable unit: Unit file ${unit} does not exist.\n`,
          };
        if (now) await this.start(unit, file);
        return done;
      case "disable":
        if (now) await running?.stop();
        return done;
      case "start":
      case "restart":
        if (!file)
          return {
            code: exitCode.noSuchUnit,
            output: `Failed to ${verb} ${unit}: Unit ${unit} not found.\n`,
          };
        if (verb === "start" && running?.state === "active") return done;
        await running?.stop();
        await this.start(unit, file);
        return done;
      case "stop":
        if (!file && !running) {
          return { code: exitCode.noSuchUnit, output: `Failed to stop ${unit}: Unit ${unit} not loaded.\n` };
        }
        await running?.stop();
        return done;
      case "is-active": {
        const state = running?.state ?? "inactive";
        return { code: state === "active" ? 0 : exitCode.notActive, output: `${state}\n` };
      }
      default:
        return {
          code: exitCode.failed,
          output: `Unknown command verb '${verb}': local AWS does not simulate it.\n`,
        };
    }
  }

  private async start(unit: string, file: string): Promise<void> {
    const { root, journal, environment } = this.options;
    const definition = parseUnitFile(unit, await readFile(file, "utf8"));
    const env = { ...(await environment()), ...definition.environment };
    for (const { path, optional } of definition.environmentFiles) {
      if (optional && !existsSync(join(root, path))) continue;
      Object.assign(env, parseEnvironmentFile(await readFile(join(root, path), "utf8")));
    }
    // A program that the revision installed lies below the root; `/usr/bin/env` is the machine's own.
    const [program = "", ...args] = definition.execStart;
    const command = existsSync(join(root, program)) ? join(root, program) : program;

    mkdirSync(journal, { recursive: true });
    const output = openSync(join(journal, `${unit}.log`), "a");
    const service = new Service({
      command: [command, ...args],
      cwd: join(root, definition.workingDirectory ?? "/"),
      env,
      output,
      definition,
      onEnd: () => closeSync(output),
    });
    this.services.set(unit, service);
    service.start();
  }

  private unitFile(unit: string): string | undefined {
    return unitFolders
      .map((folder) => join(this.options.root, folder, unit))
      .find((path) => existsSync(path));
  }
}
