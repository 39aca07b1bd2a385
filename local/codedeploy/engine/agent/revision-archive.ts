import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { S3Location } from "@aws-sdk/client-codedeploy";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { unzip } from "../../../archives/unzip";
import type { LocalContext } from "../../../context";
import type { Instance } from "../../../fleet/instance";

/** Downloads a revision from S3 with the instance's own role, checks it, and unpacks it into `folder`/`archive`. */
export async function downloadRevision(
  context: LocalContext,
  instance: Instance,
  location: S3Location,
  folder: string,
): Promise<void> {
  const { bucket, key, version, eTag, bundleType = "zip" } = location;
  if (bundleType !== "zip")
    throw new Error(`revision: bundleType must be zip on local AWS, got ${bundleType}`);

  const client = new S3Client({
    endpoint: context.endpoint,
    region: instance.region,
    credentials: await instance.credentials(),
    forcePathStyle: true,
  });
  const object = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: version }));
  if (eTag !== undefined && unquoted(eTag) !== unquoted(object.ETag ?? "")) {
    throw new Error(`s3://${bucket}/${key}: ETag must be ${eTag}, got ${object.ETag}`);
  }
  const bytes = Buffer.from((await object.Body?.transformToByteArray()) ?? []);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "bundle.zip"), bytes);
  await unzip(bytes, join(folder, "deployment-archive"));
}

function unquoted(eTag: string): string {
  return eTag.replaceAll('"', "");
}
