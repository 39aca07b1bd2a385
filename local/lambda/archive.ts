import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { fromBuffer, type Entry, type ZipFile } from "yauzl";

/** Unpacks a deployment package. */
export async function unpack(zip: Buffer, folder: string): Promise<void> {
  const file = await open(zip);
  await new Promise<void>((resolve, reject) => {
    file.on("error", reject);
    file.on("end", resolve);
    file.on("entry", (entry: Entry) => {
      extract(file, entry, folder).then(() => file.readEntry(), reject);
    });
    file.readEntry();
  });
}

async function extract(file: ZipFile, entry: Entry, folder: string): Promise<void> {
  // yauzl refuses names that lead out of the folder.
  const target = path.join(folder, entry.fileName);
  if (entry.fileName.endsWith("/")) {
    await mkdir(target, { recursive: true });
    return;
  }
  await mkdir(path.dirname(target), { recursive: true });
  const content = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    file.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
  await pipeline(content, createWriteStream(target));
}

function open(zip: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true }, (error, file) => (error ? reject(error) : resolve(file)));
  });
}
