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
  const settings = serviceSettings(text);
  const last = (key: string) => settings.filter((setting) => setting.key === key).at(-1)?.value;
  const all = (key: string) => settings.filter((setting) => setting.key === key).map(({ value }) => value);

  const execStart = words(last("ExecStart") ?? "").map((word, index) =>
    index === 0 ? word.replace(/^[-@:+!]+/, "") : word,
  );
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
  const lines = text.split("\n").map((line) => line.trim());
  return Object.fromEntries(
    lines
      .filter((line) => line.includes("=") && !/^[#;]/.test(line))
      .map(assignment)
      .map(([key, value]) => [key, value.replace(/^(["'])(.*)\1$/, "$2")]),
  );
}

function serviceSettings(text: string): { key: string; value: string }[] {
  let section = "";
  const settings: { key: string; value: string }[] = [];
  for (const line of text
    .replace(/\\\n/g, " ")
    .split("\n")
    .map((raw) => raw.trim())) {
    if (line === "" || /^[#;]/.test(line)) continue;
    if (line.startsWith("[")) section = line;
    else if (section === "[Service]") {
      const [key, value] = assignment(line);
      settings.push({ key: key.trim(), value: value.trim() });
    }
  }
  return settings;
}

function assignment(text: string): [string, string] {
  const separator = text.indexOf("=");
  return separator < 0 ? [text, ""] : [text.slice(0, separator), text.slice(separator + 1)];
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
