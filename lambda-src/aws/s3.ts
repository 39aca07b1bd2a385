import { createHash } from "node:crypto";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { Objects } from "../model/ports";
import type { Revision } from "../model/revision";

/** S3's names for "there is no such version of this object", which it tells to a role that may list the bucket. */
const MISSING = new Set(["NoSuchKey", "NoSuchVersion", "NotFound", "InvalidArgument"]);

export class S3Objects implements Objects {
  constructor(private readonly client: S3Client) {}

  /** SHA-256 of exactly the object version that CodeDeploy will install, read as a stream. */
  async sha256({ bucket, key, objectVersion }: Revision): Promise<string | undefined> {
    try {
      const { Body } = await this.client.send(
        new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: objectVersion }),
      );
      const hash = createHash("sha256");
      for await (const chunk of (Body ?? []) as AsyncIterable<Uint8Array>) hash.update(chunk);
      return hash.digest("hex");
    } catch (error) {
      if (error instanceof Error && MISSING.has(error.name)) return undefined;
      throw error;
    }
  }
}
