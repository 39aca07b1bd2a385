/** Prints how many resources each stack of the last `cdktf synth` has, and refuses more than {@link LIMIT}. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

/** A plan of more takes minutes, and one mistake in it stops them all. */
export const LIMIT = 150;

const manifestSchema = z.object({
  stacks: z.record(z.string(), z.object({ synthesizedStackPath: z.string() })),
});
const stackSchema = z.object({
  resource: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});

/** Resources of a stack's Terraform JSON. */
export function sizeOf(stack: unknown): number {
  return Object.values(stackSchema.parse(stack).resource).flatMap(Object.keys).length;
}

function printSizes(output: string): void {
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(output, file), "utf8"));
  for (const [stack, { synthesizedStackPath }] of Object.entries(
    manifestSchema.parse(read("manifest.json")).stacks,
  )) {
    const size = sizeOf(read(synthesizedStackPath));
    console.log(`${String(size).padStart(4)} resources  ${stack}`);
    if (size <= LIMIT) continue;
    console.error(`${stack}: must have at most ${LIMIT} resources, got ${size}`);
    process.exitCode = 1;
  }
}

if (require.main === module) printSizes(path.join(__dirname, "..", "cdktf.out"));
