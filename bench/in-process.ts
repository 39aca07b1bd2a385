/** Prints as JSON what it takes to make all stacks and to synthesize them. usage: in-process OUTDIR [ENVIRONMENTS SERVICES] */
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { App } from "cdktf";
import { addStacks } from "../main";
import { readConfiguration } from "../stacks/estate/configuration";
import { estateOf } from "./estate";

export async function synthesizeInProcess([
  outdir = "cdktf.out",
  environments,
  services,
]: readonly string[]): Promise<void> {
  const estate = environments === undefined ? undefined : estateOf(Number(environments), Number(services));
  const configuration = await readConfiguration(estate);
  const before = process.cpuUsage();
  const app = addStacks(new App({ outdir }), configuration);
  app.synth();
  const { user, system } = process.cpuUsage(before);
  const stacks = app.node.children.length;
  console.log(JSON.stringify({ stacks, cpu: (user + system) / 1e6, written: sizeOf(outdir) / 1e6 }));
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => statSync(path.join(folder, file)))
    .reduce((bytes, stat) => (stat.isFile() ? bytes + stat.size : bytes), 0);
}

if (require.main === module) void synthesizeInProcess(process.argv.slice(2));
