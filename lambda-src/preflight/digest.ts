import { createHash } from "node:crypto";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { Revision } from "../deployments/deployments";

/** S3's names for "there is no such version of this object", which it tells to a role that may list the bucket. */
const MISSING = new Set(["NoSuchKey", "NoSuchVersion", "NotFound", "InvalidArgument"]);

/** SHA-256 of exactly the object version that CodeDeploy will install, read as a stream. */
export async function sha256(client: S3Client, revision: Revision): Promise<string | undefined> {
  try {
    const { Body } = await client.send(
      new GetObjectCommand({
        Bucket: revision.bucket,
        Key: revision.key,
        VersionId: revision.objectVersion,
      }),
    );
    const hash = createHash("sha256");
    for await (const chunk of (Body ?? []) as AsyncIterable<Uint8Array>) hash.update(chunk);
    return hash.digest("hex");
  } catch (error) {
    if (error instanceof Error && MISSING.has(error.name)) return undefined;
    throw error;
  }
}
