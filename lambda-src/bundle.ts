/** Bundles every `lambda-src/functions/<function>.ts` into `dist/lambda/<function>.zip`, byte for byte the same each time. */
import { createWriteStream, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { build } from "esbuild";
import type { OutputFile, Plugin } from "esbuild";
import { ZipFile } from "yazl";

/** Fixed, so that the same source gives the same zip; local, since a DOS timestamp is local time in every zone. */
const ZIP_TIME = new Date(2020, 0, 1);

const FUNCTIONS = join(__dirname, "functions");

/**
 * What Lambda loads of a function: its wiring on the world that its environment describes, which is made at load, so
 * that a wrong environment fails before any event.
 */
const ENTRY: Plugin = {
  name: "entry",
  setup(build) {
    build.onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === "entry-point" ? { path, namespace: "entry" } : undefined,
    );
    build.onLoad({ filter: /./, namespace: "entry" }, ({ path: name }) => ({
      contents: `import { ${name}, world } from "./${name}";
        export const handler = ${name}(world(process.env));`,
      resolveDir: FUNCTIONS,
    }));
  },
};

export async function bundleLambdas(outDir = join(__dirname, "..", "dist", "lambda")): Promise<string[]> {
  const functions = readdirSync(FUNCTIONS)
    .map((file) => basename(file, ".ts"))
    .sort();
  mkdirSync(outDir, { recursive: true });
  const { outputFiles } = await build({
    entryPoints: Object.fromEntries(functions.map((name) => [name, name])),
    plugins: [ENTRY],
    outdir: outDir,
    write: false,
    bundle: true,
    minify: true,
    // Error and class names reach logs and `Retry`/`Catch` clauses.
    keepNames: true,
    platform: "node",
    // The oldest runtime that they are deployed on.
    target: "node22",
    format: "cjs",
    mainFields: ["module", "main"],
    legalComments: "none",
  });
  await Promise.all(outputFiles.map((file) => zip(file, outDir)));
  for (const name of readdirSync(outDir))
    if (name.endsWith(".zip") && !functions.includes(name.slice(0, -4))) rmSync(join(outDir, name));
  return functions;
}

/** Puts the zip into its place at once: a synth beside this one never finds half of it, or none. */
async function zip({ path, contents }: OutputFile, outDir: string): Promise<void> {
  const archive = new ZipFile();
  archive.addBuffer(Buffer.from(contents), "index.js", {
    mtime: ZIP_TIME,
    mode: 0o100644,
    forceDosTimestamp: true,
  });
  archive.end();
  const target = join(outDir, `${basename(path, ".js")}.zip`);
  const unfinished = `${target}.${process.pid}`;
  await pipeline(archive.outputStream, createWriteStream(unfinished));
  renameSync(unfinished, target);
}

if (require.main === module) void bundleLambdas();
