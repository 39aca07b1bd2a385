/** Prints the processor time that all stacks take to synthesize, beside as many empty ones. `npx tsx bench/synth.ts [rounds]` */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import { addStacks } from "../main";
import { readConfiguration } from "../stacks/estate/configuration";
import { keepState } from "../stacks/keep-state";

async function bench(rounds: number): Promise<void> {
  const configuration = await readConfiguration();
  const all = (app: App) => addStacks(app, configuration);
  const ids = all(new App()).node.children.map(({ node }) => node.id);
  const empty = (app: App) => {
    for (const id of ids) new TerraformStack(app, id);
    return keepState(app, configuration.backend);
  };
  const ours = median(rounds, all);
  const baseline = median(rounds, empty);
  console.log(
    `synth: ${ids.length} stacks in ${ours.toFixed(0)} ms, empty ones in ${baseline.toFixed(0)} ms, median of ${rounds}`,
  );
}

function median(rounds: number, build: (app: App) => App): number {
  const outdir = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const times = Array.from({ length: rounds }, () => {
    const start = process.cpuUsage();
    build(new App({ outdir })).synth();
    return process.cpuUsage(start).user / 1000;
  });
  rmSync(outdir, { recursive: true });
  return times.sort((one, other) => one - other)[Math.floor(rounds / 2)] ?? NaN;
}

void bench(Number(process.argv[2] ?? 5));
