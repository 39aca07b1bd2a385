import type { Operation } from "../request";
import type { Deployed } from "../resources";
import type { Requirement } from "../requirement";
import { through } from "./kms";
import { type Rules, text } from "./rule";

const REFERENCE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html";

/** Actions of operations that have another name. */
const ACTIONS: Readonly<Record<string, string>> = {
  DeleteBucketEncryption: "PutEncryptionConfiguration",
  DeleteBucketLifecycle: "PutLifecycleConfiguration",
  DeleteBucketOwnershipControls: "PutBucketOwnershipControls",
  DeletePublicAccessBlock: "PutBucketPublicAccessBlock",
  GetBucketAccelerateConfiguration: "GetAccelerateConfiguration",
  GetBucketEncryption: "GetEncryptionConfiguration",
  GetBucketLifecycleConfiguration: "GetLifecycleConfiguration",
  GetBucketNotificationConfiguration: "GetBucketNotification",
  GetBucketReplication: "GetReplicationConfiguration",
  GetObjectLockConfiguration: "GetBucketObjectLockConfiguration",
  GetPublicAccessBlock: "GetBucketPublicAccessBlock",
  HeadBucket: "ListBucket",
  ListObjectsV2: "ListBucket",
  PutBucketEncryption: "PutEncryptionConfiguration",
  PutBucketLifecycleConfiguration: "PutLifecycleConfiguration",
  PutBucketNotificationConfiguration: "PutBucketNotification",
  PutPublicAccessBlock: "PutBucketPublicAccessBlock",
};

export const s3: Rules = {
  ...Object.fromEntries(
    Object.entries(ACTIONS).map(([name, action]) => [name, { source: REFERENCE, action: `s3:${action}` }]),
  ),
  GetObject: { source: REFERENCE, action: versioned("GetObject"), also: useKey("Decrypt") },
  HeadObject: { source: REFERENCE, action: versioned("GetObject"), also: useKey("Decrypt") },
  PutObject: { source: REFERENCE, also: useKey("GenerateDataKey") },
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
    const { parameters } = operation;
    const bucket = text(parameters.Bucket);
    const key = text(parameters.SSEKMSKeyId) || (await deployed.bucketKey(operation, bucket));
    if (key === undefined) return [];
    const context = { "kms:EncryptionContext:aws:s3:arn": `arn:aws:s3:::${bucket}` };
    return through("s3", [action], key, operation, deployed, context);
  };
}
