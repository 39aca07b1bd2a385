import type { Operation } from "../request";
import type { Deployed } from "../resources";
import type { Requirement } from "../requirement";
import { type Rules, text } from "./rule";

const REFERENCE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html";

export const s3: Rules = {
  GetObject: { source: REFERENCE, action: versioned("GetObject"), also: useKey("kms:Decrypt") },
  HeadObject: { source: REFERENCE, action: versioned("GetObject"), also: useKey("kms:Decrypt") },
  PutObject: { source: REFERENCE, also: useKey("kms:GenerateDataKey") },
  DeleteObject: { source: REFERENCE, action: versioned("DeleteObject") },
};

function versioned(action: string): (parameters: Operation["parameters"]) => string {
  return ({ VersionId }) => `s3:${action}${VersionId === undefined ? "" : "Version"}`;
}

/**
 * S3 uses the key of an object in the name of whoever reads or writes it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 * With a bucket key the encryption context is the bucket's ARN:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
 */
function useKey(action: string) {
  return async (operation: Operation, deployed: Deployed): Promise<readonly Requirement[]> => {
    const { region, parameters } = operation;
    const bucket = text(parameters.Bucket);
    const key = text(parameters.SSEKMSKeyId) || (await deployed.bucketKey(operation, bucket));
    if (key === undefined) return [];
    const context = {
      "kms:ViaService": `s3.${region}.amazonaws.com`,
      "kms:EncryptionContext:aws:s3:arn": `arn:aws:s3:::${bucket}`,
    };
    return [{ action, resource: key, context }];
  };
}
