import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";

/** What a push changes of the sample application. */
export interface Variant {
  readonly version: string;
  readonly fault?: "unhealthy" | "errors";
  readonly failingTest?: boolean;
}

/** Made by builds and tests, never part of the source. */
const LEFT_OUT = new Set(["node_modules", "reports", "dist", "build"]);

const FAILING_TEST = `
import assert from "node:assert/strict";
import { test } from "node:test";
test("a change that its author did not test", () => assert.equal(1 + 1, 3));
`;

/** Zips the application's folder, as a commit of it would be pushed into the source bucket. */
export async function sourceArchive(folder: string, variant: Variant): Promise<Buffer> {
  const changed = new Map<string, string>([
    ["VERSION", `${variant.version}\n`],
    ["fault.json", `${JSON.stringify({ fault: variant.fault ?? "none" })}\n`],
  ]);
  if (variant.failingTest) changed.set("test/untested-change.test.js", FAILING_TEST);
  const archive = new ZipFile();
  for (const path of filesBelow(folder)) {
    const name = relative(folder, path);
    if (changed.has(name)) continue;
    archive.addBuffer(readFileSync(path), name, { mode: statSync(path).mode });
  }
  for (const [name, text] of changed) archive.addBuffer(Buffer.from(text), name, { mode: 0o100644 });
  archive.end();
  return buffer(archive.outputStream);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !LEFT_OUT.has(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
}
