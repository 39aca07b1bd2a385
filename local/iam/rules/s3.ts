import type { Context } from "../condition";
import { text, type Operation } from "../request";
import type { Requirement } from "../requirement";
import type { Deployed } from "../resources";
import { through } from "./kms";
import type { Findings } from "./rule";

export const s3: Findings = {
  GetObject: { also: useKey("Decrypt") },
  HeadObject: { also: useKey("Decrypt") },
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
  PutObject: {
    context: ({ IfNoneMatch }): Context =>
      IfNoneMatch === undefined ? {} : { "s3:if-none-match": text(IfNoneMatch) },
    also: useKey("GenerateDataKey"),
  },
};

/**
 * S3 uses the key of an object in the name of whoever reads or writes it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 * With a bucket key the encryption context is the bucket's ARN:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
 */
function useKey(action: string) {
  return async (operation: Operation, deployed: Deployed): Promise<readonly Requirement[]> => {
    const { parameters } = operation;
    const bucket = text(parameters.Bucket);
    const key = text(parameters.SSEKMSKeyId) || (await deployed.bucketKey(operation, bucket));
    if (key === undefined) return [];
    const context = { "kms:EncryptionContext:aws:s3:arn": `arn:aws:s3:::${bucket}` };
    return through("s3", [action], key, operation, deployed, context);
  };
}
