import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { clientConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";
import { AwsError } from "../gateway/service";

/** Where a request says that the code is. */
export interface CodeLocation {
  readonly ZipFile?: Buffer;
  readonly S3Bucket?: string;
  readonly S3Key?: string;
  readonly S3ObjectVersion?: string;
}

/** The deployment package itself. */
export async function packageOf(
  location: CodeLocation,
  place: Place,
  context: LocalContext,
): Promise<Buffer> {
  if (location.ZipFile) return location.ZipFile;
  if (!location.S3Bucket || !location.S3Key) {
    throw new AwsError("InvalidParameterValueException", "Code must be a ZipFile or an S3 object");
  }
  const s3 = new S3Client(clientConfiguration(context, place));
  const object = await s3.send(
    new GetObjectCommand({
      Bucket: location.S3Bucket,
      Key: location.S3Key,
      VersionId: location.S3ObjectVersion,
    }),
  );
  return Buffer.from((await object.Body?.transformToByteArray()) ?? []);
}
