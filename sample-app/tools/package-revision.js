import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { ZipFile } from "yazl";
import { readRelease } from "../src/release.js";

/** What an instance needs, and nothing else: the application has no runtime dependency. */
const contents = ["VERSION", "appspec.yml", "fault.json", "package.json", "scripts", "src", "systemd"];

/**
 * The revision as a zip. The same content gives the same bytes on every machine and Node version: sorted names,
 * fixed time (in local time, as zip wants it), two modes, and no compression, since zlib's output may change.
 */
export async function revisionZip(folder) {
  // The application would refuse to start with a broken one, on instances that a release has made for it.
  readRelease(folder);
  const zip = new ZipFile();
  for (const name of (await Promise.all(contents.map((entry) => filesBelow(folder, entry)))).flat().sort()) {
    const { mode } = await stat(join(folder, name));
    zip.addBuffer(await readFile(join(folder, name)), name, {
      mtime: new Date(2000, 0, 1),
      forceDosTimestamp: true,
      mode: mode & 0o100 ? 0o100755 : 0o100644,
      compress: false,
    });
  }
  zip.end();
  return buffer(zip.outputStream);
}

async function filesBelow(folder, name) {
  if (!(await stat(join(folder, name))).isDirectory()) return [name];
  const entries = await readdir(join(folder, name));
  return (await Promise.all(entries.map((entry) => filesBelow(folder, `${name}/${entry}`)))).flat();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = process.argv[2];
  if (!target) throw new Error("package-revision: target must be a file name, got none");
  const zip = await revisionZip(fileURLToPath(new URL("..", import.meta.url)));
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, zip);
  console.log(createHash("sha256").update(zip).digest("hex"));
}
