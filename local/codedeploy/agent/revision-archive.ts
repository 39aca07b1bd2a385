import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { S3Location } from "@aws-sdk/client-codedeploy";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type Entry, type ZipFile, fromBufferPromise } from "yauzl";
import type { LocalContext } from "../../context";
import type { Instance } from "../../fleet/instance";

/** Downloads a revision from S3 with the instance's own role, checks it, and unpacks it into `folder`/`archive`. */
export async function downloadRevision(
  context: LocalContext,
  instance: Instance,
  location: S3Location,
  folder: string,
): Promise<void> {
  const { account, region, role } = instance;
  if (role === undefined) throw new Error(`${instance.id}: instance profile must have a role, got none`);
  const { bucket, key, version, eTag, bundleType = "zip" } = location;
  if (bundleType !== "zip")
    throw new Error(`revision: bundleType must be zip on local AWS, got ${bundleType}`);

  const client = new S3Client({
    endpoint: context.endpoint,
    region,
    forcePathStyle: true,
    credentials: await context.credentials(account, role),
  });
  const object = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: version }));
  if (eTag !== undefined && unquoted(eTag) !== unquoted(object.ETag ?? "")) {
    throw new Error(`s3://${bucket}/${key}: ETag must be ${eTag}, got ${object.ETag}`);
  }
  const bytes = Buffer.from((await object.Body?.transformToByteArray()) ?? []);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "bundle.zip"), bytes);
  await unpack(bytes, join(folder, "deployment-archive"));
}

/** Unpacks a zip and keeps the modes of its files. yauzl refuses names that leave the target. */
export async function unpack(bytes: Buffer, target: string): Promise<void> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  for await (const entry of zip.eachEntry()) await unpackEntry(zip, entry, join(target, entry.fileName));
}

async function unpackEntry(zip: ZipFile, entry: Entry, path: string): Promise<void> {
  if (entry.fileName.endsWith("/")) {
    await mkdir(path, { recursive: true });
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  // The upper half is the Unix mode, when a Unix tool made the zip.
  const mode = (entry.externalFileAttributes >>> 16) & 0o777;
  await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path, { mode: mode || 0o644 }));
}

function unquoted(eTag: string): string {
  return eTag.replaceAll('"', "");
}
