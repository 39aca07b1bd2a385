import { s3Arn } from "../location";
import { keyPermissions } from "./keys";
import { allow, type DeployScope, type Statement } from "./statement";

export interface StorageScope extends DeployScope {
  /** Names of the buckets that may be deleted, too. */
  readonly buckets: readonly string[];
  /** Names of those that only an administrator deletes. */
  readonly lastingBuckets: readonly string[];
  /** Aliases of keys, such as `alias/slipway-artifacts`. */
  readonly keyAliases: readonly string[];
}

const BUCKET = [
  "CreateBucket",
  "GetAccelerateConfiguration",
  "GetBucketAcl",
  "GetBucketCORS",
  "GetBucketLogging",
  "GetBucketObjectLockConfiguration",
  "GetBucketOwnershipControls",
  "GetBucketPolicy",
  "GetBucketPublicAccessBlock",
  "GetBucketRequestPayment",
  "GetBucketTagging",
  "GetBucketVersioning",
  "GetBucketWebsite",
  "GetEncryptionConfiguration",
  "GetLifecycleConfiguration",
  "GetReplicationConfiguration",
  "ListBucket",
  "PutBucketOwnershipControls",
  "PutBucketPolicy",
  "PutBucketPublicAccessBlock",
  "PutBucketTagging",
  "PutBucketVersioning",
  "PutEncryptionConfiguration",
  "PutLifecycleConfiguration",
];

export interface OwnBuckets {
  /** Names of those that may be deleted, too. */
  readonly buckets: readonly string[];
  /** Names of those that only an administrator deletes. */
  readonly lasting?: readonly string[];
  /** Operations that Terraform asks for beside those of every bucket, such as `PutBucketNotification`. */
  readonly more?: readonly string[];
}

/** What Terraform asks of buckets, by their names. */
export function ownBuckets(
  scope: DeployScope,
  { buckets, lasting = [], more = [] }: OwnBuckets,
): readonly Statement[] {
  return [
    allow(
      "ChangeOwnBuckets",
      s3(BUCKET),
      [...buckets, ...lasting].map((bucket) => s3Arn(scope, bucket)),
    ),
    allow(
      "DeleteOwnBuckets",
      s3(["DeleteBucket", "DeleteBucketPolicy", ...more]),
      buckets.map((bucket) => s3Arn(scope, bucket)),
    ),
  ];
}

/** Buckets by their names, and their keys by their tags. */
export function storagePermissions(scope: StorageScope): Statement[] {
  const { buckets, lastingBuckets, keyAliases } = scope;
  return [
    ...ownBuckets(scope, {
      buckets,
      lasting: lastingBuckets,
      more: ["GetBucketNotification", "PutBucketNotification"],
    }),
    ...keyPermissions(scope, keyAliases, ["artifacts"]),
  ];
}

export function s3(operations: readonly string[]): string[] {
  return operations.map((operation) => `s3:${operation}`);
}
