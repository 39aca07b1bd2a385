import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { unzip } from "../../../local/archives/unzip";
import { sourceArchive, type Variant } from "../../../local/demo/source";

const sample = join(__dirname, "..", "..", "..", "sample-app");

const folder = mkdtempSync(join(tmpdir(), "slipway-source-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Contents by path. */
async function filesOf(variant: Variant): Promise<Map<string, string>> {
  const target = mkdtempSync(join(folder, "source-"));
  await unzip(await sourceArchive(sample, variant), target);
  const entries = readdirSync(target, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(target, file), readFileSync(file, "utf8")]),
  );
}

test("zips the application at the archive's root, with its version and fault, without what builds leave", async () => {
  const files = await filesOf({ version: "v4", fault: "errors" });
  expect(files.get("VERSION")).toBe("v4\n");
  expect(files.get("fault.json")).toBe('{"fault":"errors"}\n');
  expect([...files.keys()]).toEqual(expect.arrayContaining(["buildspec.yml", "appspec.yml", "package.json"]));
  expect([...files.keys()].filter((name) => /^(node_modules|dist|reports)\//.test(name))).toEqual([]);
});

test("adds a failing test only where one is asked for", async () => {
  const failing = await filesOf({ version: "v5", failingTest: true });
  const good = await filesOf({ version: "v5" });
  expect([...failing.keys()].filter((name) => !good.has(name))).toEqual(["test/untested-change.test.js"]);
});
