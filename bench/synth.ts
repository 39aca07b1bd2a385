/** Prints what a synth costs beside that of the same program as `cdktf init` runs it, and how it grows. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { bundleLambdas } from "../lambda-src/bundle";
import { markdownTable } from "../scripts/markdown-table";
import { installTemplate } from "./template";
import { type Usage, usageOf } from "./usage";

const root = path.join(__dirname, "..");
const ROUNDS = 3;
const GROWTH = [3, 10, 50].flatMap((environments) => [1, 5].map((services) => [environments, services]));

const OURS = ["node", "bench/in-process.mjs"];
const THEIRS = ["npx", "ts-node", "bench/in-process.ts"];
/** A program without stacks. */
const NOTHING = `echo '{"stacks":{}}' > "$CDKTF_OUTDIR/manifest.json"`;
/** What the first two print. */
const insideSchema = z.object({ stacks: z.number(), cpu: z.number(), written: z.number() });

async function bench(): Promise<void> {
  // ts-node takes regions.json for what is imported as `./regions`.
  process.env.TS_NODE_PREFER_TS_EXTS = "true";
  await bundleLambdas();
  console.log(comparison(installTemplate(path.join(root, "dist", "template"))));
  console.log(growth());
}

function comparison(template: string): string {
  const ours = best(root, (outdir) => [...OURS, outdir]);
  const theirs = best(template, (outdir) => [...THEIRS, outdir]);
  return markdownTable(
    ["", "CPU", "template", "", "memory", "template", "", "time", "template", ""],
    [
      ["stacks made and synthesized, in process", ...both([inside(ours).cpu, inside(theirs).cpu], seconds)],
      ["the whole process", ...beside(ours, theirs)],
      [
        "`cdktf synth`",
        ...beside(best(root, cdktf("node scripts/app.mjs")), best(template, cdktf("npx ts-node main.ts"))),
      ],
      ["of it, the command itself", ...alone(best(root, cdktf(NOTHING)))],
    ],
  );
}

function growth(): string {
  return markdownTable(
    ["environments × services", "stacks", "CPU", "memory", "time", "written"],
    GROWTH.map(([environments, services]) => {
      const usage = best(root, (outdir) => [...OURS, outdir, `${environments}`, `${services}`]);
      const { stacks, written } = inside(usage);
      return [
        `${environments} × ${services}`,
        `${stacks}`,
        seconds(usage.cpu),
        megabytes(usage.memory),
        seconds(usage.time),
        megabytes(written),
      ];
    }),
  );
}

/** Of some runs that with the least processor time: other processes only ever add to it. */
function best(cwd: string, command: (outdir: string) => readonly string[]): Usage {
  const runs = Array.from({ length: ROUNDS }, () => {
    const outdir = mkdtempSync(path.join(tmpdir(), "slipway-bench-"));
    const usage = usageOf(cwd, command(outdir));
    rmSync(outdir, { recursive: true });
    return usage;
  });
  return runs.reduce((least, run) => (run.cpu < least.cpu ? run : least));
}

function inside({ stdout }: Usage): z.infer<typeof insideSchema> {
  return insideSchema.parse(JSON.parse(stdout));
}

function cdktf(app: string) {
  return (outdir: string) => ["npx", "cdktf", "synth", "--app", app, "--output", outdir];
}

function beside(ours: Usage, theirs: Usage): string[] {
  return [
    ...both([ours.cpu, theirs.cpu], seconds),
    ...both([ours.memory, theirs.memory], megabytes),
    ...both([ours.time, theirs.time], seconds),
  ];
}

function both([ours, theirs]: readonly [number, number], shown: (value: number) => string): string[] {
  return [shown(ours), shown(theirs), `${(theirs / ours).toFixed(1)} ×`];
}

function alone({ cpu, memory, time }: Usage): string[] {
  return [seconds(cpu), "", "", megabytes(memory), "", "", seconds(time)];
}

function seconds(value: number): string {
  return `${value.toFixed(2)} s`;
}

function megabytes(value: number): string {
  return `${value.toFixed(0)} MB`;
}

void bench();
