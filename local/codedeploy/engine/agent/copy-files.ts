import { existsSync } from "node:fs";
import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import type { AppSpec } from "./app-spec";

export interface CopyOptions {
  /** The unpacked revision. */
  readonly archive: string;
  /** The instance's `/`: destinations lie below it. */
  readonly root: string;
  /** Remembers what the last deployment of this group copied: AWS removes that first. */
  readonly manifest: string;
  readonly fileExistsBehavior: "DISALLOW" | "OVERWRITE" | "RETAIN";
}

/** The Install event: copies each source of the appspec to its destination. */
export async function copyFiles(files: AppSpec["files"], options: CopyOptions): Promise<void> {
  const { archive, root, manifest, fileExistsBehavior } = options;
  await removeEarlier(root, manifest);

  const copies = (await Promise.all(files.map((file) => copiesOf(archive, file)))).flat();
  const copied: string[] = [];
  for (const { from, to } of copies) {
    const target = join(root, to);
    if (existsSync(target)) {
      if (fileExistsBehavior === "RETAIN") continue;
      if (fileExistsBehavior === "DISALLOW") {
        throw new Error(
          `The deployment failed because a specified file already exists at this location: ${to}`,
        );
      }
    }
    await mkdir(dirname(target), { recursive: true });
    await cp(from, target, { force: true, preserveTimestamps: true });
    copied.push(to);
  }
  await mkdir(dirname(manifest), { recursive: true });
  await writeFile(manifest, copied.join("\n"));
}

/** A folder's content goes into the destination; a file goes there under its own name. */
async function copiesOf(archive: string, { source, destination }: AppSpec["files"][number]) {
  const from = join(archive, source);
  const found = await stat(from).catch(() => {
    throw new Error(`appspec.yml: files source must be in the revision, got ${source}`);
  });
  if (!found.isDirectory()) return [{ from, to: join(destination, basename(source)) }];
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ from: path, to: join(destination, relative(from, path)) }));
}

async function removeEarlier(root: string, manifest: string): Promise<void> {
  if (!existsSync(manifest)) return;
  const earlier = (await readFile(manifest, "utf8")).split("\n").filter(Boolean);
  await Promise.all(earlier.map((path) => rm(join(root, path), { force: true })));
}
