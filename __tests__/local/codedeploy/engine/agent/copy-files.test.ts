import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type CopyOptions, copyFiles } from "../../../../../local/codedeploy/engine/agent/copy-files";

let folder: string;
let options: CopyOptions;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "slipway-copy-"));
  const [archive, root] = [path.join(folder, "archive"), path.join(folder, "root")];
  options = { archive, root, manifest: path.join(folder, "cleanup"), fileExistsBehavior: "DISALLOW" };
  await mkdir(path.join(archive, "src/deep"), { recursive: true });
  await writeFile(path.join(archive, "VERSION"), "v1");
  await writeFile(path.join(archive, "src/run.sh"), "#!/bin/sh", { mode: 0o755 });
  await writeFile(path.join(archive, "src/deep/file"), "deep");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const files = [
  { source: "VERSION", destination: "/opt/app" },
  { source: "/src", destination: "/opt/app/src" },
];
const installed = (name: string) => path.join(options.root, "opt/app", name);

test("copies a file by its name, and a folder's content with its modes", async () => {
  await copyFiles(files, options);

  await expect(readFile(installed("VERSION"), "utf8")).resolves.toBe("v1");
  await expect(readFile(installed("src/deep/file"), "utf8")).resolves.toBe("deep");
  expect((await stat(installed("src/run.sh"))).mode & 0o777).toBe(0o755);
});

test("removes what the last deployment copied, so that no file of it stays", async () => {
  await copyFiles(files, options);
  await copyFiles([{ source: "VERSION", destination: "/opt/app" }], options);

  await expect(stat(installed("src/deep/file"))).rejects.toThrow("ENOENT");
});

test.each([
  ["DISALLOW", "mine", /already exists at this location: \/opt\/app\/VERSION/],
  ["OVERWRITE", "v1", undefined],
  ["RETAIN", "mine", undefined],
] as const)("a file of somebody else under %s: %s", async (fileExistsBehavior, content, error) => {
  await mkdir(installed(""), { recursive: true });
  await writeFile(installed("VERSION"), "mine");

  const copied = copyFiles(files, { ...options, fileExistsBehavior });

  await (error ? expect(copied).rejects.toThrow(error) : expect(copied).resolves.toBeUndefined());
  await expect(readFile(installed("VERSION"), "utf8")).resolves.toBe(content);
});

test("names a source that the revision does not have", async () => {
  await expect(copyFiles([{ source: "none", destination: "/opt" }], options)).rejects.toThrow(
    "appspec.yml: files source must be in the revision, got none",
  );
});
