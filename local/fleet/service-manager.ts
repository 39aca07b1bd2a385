import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
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

const done: CommandResult = { code: 0, output: "" };

/** Stands in for systemd on one instance: runs the services whose unit files lie below its root. */
export class ServiceManager {
  private readonly services = new Map<string, Service>();

  constructor(private readonly options: ServiceManagerOptions) {}

  /** Answers a `systemctl` command line. Unit files are read at each start, so `daemon-reload` has nothing to do. */
  async systemctl(args: readonly string[]): Promise<CommandResult> {
    const [verb = "", name, ...others] = args.filter((arg) => arg !== "--quiet");
    if (verb === "daemon-reload") return done;
    if (name === undefined || others.length > 0)
      return { code: exitCode.failed, output: `systemctl ${verb}: one unit must be given\n` };
    const answer = await this.apply(verb, name.includes(".") ? name : `${name}.service`);
    return args.includes("--quiet") ? { ...answer, output: "" } : answer;
  }

  /** Stops every service, as a shutdown does. */
  async stopAll(maximumMilliseconds = Number.POSITIVE_INFINITY): Promise<void> {
    await Promise.all(Array.from(this.services.values(), (service) => service.stop(maximumMilliseconds)));
  }

  private async apply(verb: string, unit: string): Promise<CommandResult> {
    const file = this.unitFile(unit);
    const running = this.services.get(unit);
    switch (verb) {
      case "enable":
        if (file) return done;
        return {
          code: exitCode.failed,
          output: `Failed to enable unit: Unit file ${unit} does not exist.\n`,
        };
      case "start":
      case "restart":
        if (!file) return noSuchUnit(verb, unit);
        if (verb === "start" && running?.state === "active") return done;
        await running?.stop();
        await this.start(unit, file);
        return done;
      case "stop":
        if (!file && !running) return noSuchUnit(verb, unit);
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

function noSuchUnit(verb: string, unit: string): CommandResult {
  return { code: exitCode.noSuchUnit, output: `Failed to ${verb} ${unit}: Unit ${unit} not found.\n` };
}
