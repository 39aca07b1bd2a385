import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ZipFile } from "yazl";

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
