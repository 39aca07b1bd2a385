import assert from "node:assert/strict";
import { chmod, cp, mkdtemp, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { revisionZip } from "../tools/package-revision.js";

const source = fileURLToPath(new URL("..", import.meta.url));

test("gives the same bytes for the same content, whatever the files' times and umask", async () => {
  const folder = await mkdtemp(join(tmpdir(), "revision-"));
  try {
    const copied = (path) => !path.includes("node_modules");
    await cp(source, folder, { recursive: true, filter: copied });
    await utimes(join(folder, "src/app.js"), 1, 1);
    await chmod(join(folder, "VERSION"), 0o600);
    assert.deepEqual(await revisionZip(folder), await revisionZip(source));
  } finally {
    await rm(folder, { recursive: true });
  }
});
