import type { Probe, ProbeGroup } from "./probe";
import type { Sandbox } from "./sandbox";

export interface Result {
  readonly service: string;
  readonly probe: Probe;
  readonly got: string;
}

/** Runs every probe, one after the other, until it is told to stop. */
export async function runProbes(groups: readonly ProbeGroup[], sandbox: Sandbox): Promise<Result[]> {
  const results: Result[] = [];
  for (const { service, probes } of groups) {
    for (const probe of probes) {
      if (sandbox.props.signal.aborted) return results;
      const got = await probe.run(sandbox).catch((error: unknown) => `failed: ${messageOf(error)}`);
      results.push({ service, probe, got });
    }
  }
  return results;
}

export function held({ probe, got }: Result): boolean {
  return got === probe.expected;
}

/** One table a service. */
export function report(results: readonly Result[]): string {
  const services = [...new Set(results.map(({ service }) => service))];
  return services
    .map((service) => {
      const own = results.filter((result) => result.service === service);
      const rows = own.map((result) => [
        held(result) ? "ok" : "NO",
        result.probe.id,
        result.probe.behaviour,
        result.probe.expected,
        held(result) ? "" : result.got.slice(0, LONGEST_CELL),
      ]);
      return `${service}\n${align([["", "probe", "behaviour", "expected", "got"], ...rows])}`;
    })
    .join("\n\n");
}

const LONGEST_CELL = 120;

function align(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
