import { createWriteStream } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { fromBufferPromise } from "yauzl";
import { ZipFile } from "yazl";

/** Unpacks a zip below `folder`, with the files' modes; a path that leaves the folder is refused. */
export async function unzip(archive: Buffer, folder: string): Promise<void> {
  const zip = await fromBufferPromise(archive);
  for await (const entry of zip.eachEntry()) {
    const target = resolve(folder, entry.fileName);
    if (!target.startsWith(folder + sep))
      throw new Error(`source: ${entry.fileName} leaves the build's folder`);
    if (entry.fileName.endsWith("/")) {
      await mkdir(target, { recursive: true });
      continue;
    }
    await mkdir(dirname(target), { recursive: true });
    const mode = (entry.externalFileAttributes >>> 16) & 0o777 || 0o644;
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target, { mode }));
  }
}

/** Zips the files below `folder` that match one of the patterns (`*` within a name, `**` across folders). */
export async function zipMatching(folder: string, patterns: readonly string[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const file of await matching(folder, patterns)) zip.addFile(join(folder, file), file);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** Paths of the files below `folder`, relative to it, that match one of the patterns. */
export async function matching(folder: string, patterns: readonly string[]): Promise<string[]> {
  const expressions = patterns.map(expression);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(resolve(folder).length + 1))
    .filter((file) => expressions.some((pattern) => pattern.test(file)))
    .sort();
}

function expression(pattern: string): RegExp {
  const source = pattern
    .replace(/^\.\//, "")
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*\*\/|\*\*|\*|\?/g, (wildcard) =>
      wildcard === "**/" ? "(?:.*/)?" : wildcard === "**" ? ".*" : wildcard === "*" ? "[^/]*" : "[^/]",
    );
  return new RegExp(`^${source}$`);
}
