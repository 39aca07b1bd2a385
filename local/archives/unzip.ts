import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Entry, type ZipFile, fromBufferPromise } from "yauzl";

/** Unpacks a zip below `folder` and keeps the modes of its files. yauzl refuses names that leave the folder. */
export async function unzip(bytes: Buffer, folder: string): Promise<void> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  for await (const entry of zip.eachEntry()) await unzipEntry(zip, entry, join(folder, entry.fileName));
}

async function unzipEntry(zip: ZipFile, entry: Entry, path: string): Promise<void> {
  if (entry.fileName.endsWith("/")) {
    await mkdir(path, { recursive: true });
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  // The upper half is the Unix mode, when a Unix tool made the zip.
  const mode = (entry.externalFileAttributes >>> 16) & 0o777;
  await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path, { mode: mode || 0o644 }));
}
