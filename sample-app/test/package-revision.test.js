import assert from "node:assert/strict";
import { chmod, cp, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { revisionZip } from "../tools/package-revision.js";

const source = fileURLToPath(new URL("..", import.meta.url));

async function withCopy(use) {
  const folder = await mkdtemp(join(tmpdir(), "revision-"));
  try {
    await cp(source, folder, { recursive: true, filter: (path) => !path.includes("node_modules") });
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("gives the same bytes for the same content, whatever the files' times and umask", () =>
  withCopy(async (folder) => {
    await utimes(join(folder, "src/app.js"), 1, 1);
    await chmod(join(folder, "VERSION"), 0o600);
    assert.deepEqual(await revisionZip(folder), await revisionZip(source));
  }));

test("packages no version that would not start", () =>
  withCopy(async (folder) => {
    await writeFile(join(folder, "VERSION"), 'v2"\n');
    await assert.rejects(revisionZip(folder), { message: /^VERSION: version must be 1 to 64 letters/ });
  }));
