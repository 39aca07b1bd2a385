import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readRelease } from "../src/release.js";

function withFiles(version, fault, use) {
  const folder = mkdtempSync(join(tmpdir(), "release-"));
  try {
    writeFileSync(join(folder, "VERSION"), version);
    writeFileSync(join(folder, "fault.json"), fault);
    use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("reads the version and the fault", () =>
  withFiles("v4\n", '{"fault":"errors"}', (folder) =>
    assert.deepEqual(readRelease(folder), { version: "v4", fault: "errors" }),
  ));

test("refuses an unknown fault", () =>
  withFiles("v4", '{"fault":"slow"}', (folder) =>
    assert.throws(
      () => readRelease(folder),
      /fault\.json: fault must be one of none, unhealthy, errors, got slow/,
    ),
  ));

test("refuses a version that cannot be part of a key", () =>
  withFiles("../v4", '{"fault":"none"}', (folder) =>
    assert.throws(() => readRelease(folder), /VERSION: version must be/),
  ));
