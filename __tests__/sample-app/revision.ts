import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const project = path.join(__dirname, "../..");
const installed = ["node_modules", "dist", "reports"];

/** Packages the sample application by its own script, as another version or with a fault. */
export async function packageRevision(
  version: string,
  fault = "none",
): Promise<{ zip: Buffer; sha256: string }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "slipway-revision-"));
  try {
    await cp(path.join(project, "sample-app"), folder, {
      recursive: true,
      filter: (source) => !installed.includes(path.basename(source)),
    });
    // The script's one dependency is also the project's.
    await symlink(path.join(project, "node_modules"), path.join(folder, "node_modules"));
    await writeFile(path.join(folder, "VERSION"), `${version}\n`);
    await writeFile(path.join(folder, "fault.json"), JSON.stringify({ fault }));
    const command = ["tools/package-revision.js", "dist/revision.zip"];
    const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: folder });
    return { zip: await readFile(path.join(folder, "dist/revision.zip")), sha256: stdout.trim() };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
