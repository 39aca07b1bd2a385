/** Bundles every `lambda-src/<function>/handler.ts` into `dist/lambda/<function>.zip`, byte for byte the same each time. */
import { createWriteStream, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { build } from "esbuild";
import { ZipFile } from "yazl";

/** Fixed, so that the same source gives the same zip; local, since a DOS timestamp is local time in every zone. */
const ZIP_TIME = new Date(2020, 0, 1);

export async function bundleLambdas(outDir = join(__dirname, "..", "dist", "lambda")): Promise<string[]> {
  const functions = readdirSync(__dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(__dirname, entry.name, "handler.ts")))
    .map((entry) => entry.name)
    .sort();
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  await build({
    entryPoints: Object.fromEntries(functions.map((name) => [name, join(__dirname, name, "handler.ts")])),
    outdir: outDir,
    bundle: true,
    minify: true,
    // Error and class names reach logs and `Retry`/`Catch` clauses.
    keepNames: true,
    platform: "node",
    // Lambda runs nodejs22.x; local AWS runs the same file on Node 20.
    target: "node20",
    format: "cjs",
    mainFields: ["module", "main"],
    legalComments: "none",
  });
  await Promise.all(functions.map((name) => zip(join(outDir, `${name}.js`), join(outDir, `${name}.zip`))));
  return functions;
}

async function zip(file: string, target: string): Promise<void> {
  const archive = new ZipFile();
  archive.addFile(file, "index.js", { mtime: ZIP_TIME, mode: 0o100644, forceDosTimestamp: true });
  archive.end();
  await pipeline(archive.outputStream, createWriteStream(target));
}

if (require.main === module) void bundleLambdas();
