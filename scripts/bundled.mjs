import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);

/**
 * Loads a TypeScript file of ours with all that it imports of ours as one plain file: a loader such as tsx looks at
 * every module of cdktf and of its provider too, which takes longer than the synth.
 * @param {string} entry its path below the root.
 */
export async function bundled(entry) {
  const outfile = join(root, "dist", "bundled", entry.replace(/\.ts$/, ".js"));
  await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20",
    sourcemap: "linked",
    // Once Node has this file's own map: it would read those of all packages too, a fifteenth of a synth.
    banner: { js: "process.setSourceMapsEnabled(false);" },
    plugins: [ownFolders],
  });
  process.setSourceMapsEnabled(true);
  try {
    return require(outfile);
  } finally {
    process.setSourceMapsEnabled(true);
  }
}

/** Each file keeps the `__dirname` that it has as source. */
const ownFolders = {
  name: "own-folders",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
      loader: "ts",
      contents: `const __dirname = ${JSON.stringify(dirname(path))}; ${await readFile(path, "utf8")}`,
    })),
};
