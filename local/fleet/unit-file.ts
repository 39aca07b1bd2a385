/** The settings of a service unit that the stand-in knows; all others (User, sandboxing…) are ignored. */
export interface UnitFile {
  readonly execStart: readonly string[];
  readonly workingDirectory: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly environmentFiles: readonly { readonly path: string; readonly optional: boolean }[];
  readonly restart: string;
  readonly restartMilliseconds: number;
  readonly stopMilliseconds: number;
}

/** Reads the `[Service]` section of a unit file. */
export function parseUnitFile(name: string, text: string): UnitFile {
  const sections = text.replace(/\\\n/g, " ").split(/^\[(\w+)\]$/m);
  const settings = assignments(sections[sections.indexOf("Service") + 1] ?? "");
  const all = (wanted: string) => settings.flatMap(([key, value]) => (key === wanted ? value : []));
  const last = (wanted: string) => all(wanted).at(-1);

  const execStart = words(last("ExecStart") ?? "");
  if (execStart.length === 0) throw new Error(`${name}: ExecStart must be a command, got nothing`);
  return {
    execStart,
    workingDirectory: last("WorkingDirectory"),
    environment: Object.fromEntries(all("Environment").flatMap(words).map(assignment)),
    environmentFiles: all("EnvironmentFile").map((value) => ({
      path: value.replace(/^-/, ""),
      optional: value.startsWith("-"),
    })),
    restart: last("Restart") ?? "no",
    restartMilliseconds: milliseconds(last("RestartSec"), 100),
    stopMilliseconds: milliseconds(last("TimeoutStopSec"), 90_000),
  };
}

/** Reads an `EnvironmentFile`: `NAME=value` lines, optionally quoted. */
export function parseEnvironmentFile(text: string): Record<string, string> {
  const unquoted = (value: string) => value.replace(/^(["'])(.*)\1$/, "$2");
  return Object.fromEntries(assignments(text).map(([name, value]) => [name, unquoted(value)]));
}

/** The lines that are assignments, and not comments. */
function assignments(text: string): (readonly [string, string])[] {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => line.includes("=") && !/^[#;]/.test(line)).map(assignment);
}

function assignment(text: string): readonly [string, string] {
  const [name = "", ...value] = text.split("=");
  return [name.trim(), value.join("=").trim()];
}

/** Splits at blanks, except within quotes. */
function words(text: string): string[] {
  return Array.from(text.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g), ([word]) => word.replace(/["']/g, ""));
}

/** systemd time spans in seconds, or with one unit: `30`, `30s`, `500ms`, `2min`. */
function milliseconds(value: string | undefined, absent: number): number {
  const match = /^(\d+)\s*(ms|s|min)?$/.exec(value ?? "");
  if (!match) return absent;
  return Number(match[1]) * ({ ms: 1, s: 1000, min: 60_000 }[match[2] ?? "s"] ?? 1000);
}
