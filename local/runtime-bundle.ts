import { build } from "esbuild";
import path from "node:path";

/**
 * Bundles a TypeScript entry of local AWS into one JavaScript file, for a process or thread that must start
 * without this process's loader (tsx, jest).
 *
 * @param stubs packages that the entry imports and never uses.
 * @returns the path of the file, which is made once
 */
export function bundleRuntime(entry: string, folder: string, stubs: readonly string[] = []): Promise<string> {
  const outfile = path.join(
    folder,
    "runtime",
    `${path.basename(path.dirname(entry))}-${path.basename(entry, ".ts")}.js`,
  );
  const made = bundles.get(outfile) ?? bundle(entry, outfile, stubs);
  bundles.set(outfile, made);
  return made;
}

const bundles = new Map<string, Promise<string>>();

async function bundle(entry: string, outfile: string, stubs: readonly string[]): Promise<string> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    logLevel: "silent",
    // A module that every Node has stands in for each.
    alias: Object.fromEntries(stubs.map((name) => [name, "node:module"])),
  });
  return outfile;
}
