import { arn, s3Arn } from "../location";
import { allow, claimed, type DeployScope, kinds, owned, type Statement } from "./statement";

export interface StorageScope extends DeployScope {
  /** Names of the buckets that may be deleted, too. */
  readonly buckets: readonly string[];
  /** Name of the bucket that holds the states, which only an administrator deletes. */
  readonly stateBucket: string;
  /** Aliases of keys, such as `alias/slipway-artifacts`. */
  readonly keyAliases: readonly string[];
}

const BUCKET = [
  "CreateBucket",
  "GetAccelerateConfiguration",
  "GetBucketAcl",
  "GetBucketCORS",
  "GetBucketLogging",
  "GetBucketNotification",
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
];

/** Buckets by their names, and their keys by their tags. */
export function storagePermissions(scope: StorageScope): Statement[] {
  const { buckets, stateBucket, keyAliases } = scope;
  const keys = kinds(scope, "kms", ["key"]);
  return [
    allow(
      "ChangeOwnBuckets",
      s3(BUCKET),
      [...buckets, stateBucket].map((bucket) => s3Arn(scope, bucket)),
    ),
    allow(
      "DeleteOwnBuckets",
      s3(["DeleteBucket", "DeleteBucketPolicy", "PutBucketNotification", "PutLifecycleConfiguration"]),
      buckets.map((bucket) => s3Arn(scope, bucket)),
    ),
    // What is yet to be made has no ARN; its tags tell it from others' keys.
    allow("MakeKeys", ["kms:CreateKey"], ["*"], claimed(scope)),
    allow("TagNewKeys", ["kms:TagResource"], keys, claimed(scope)),
    // It knows no resources.
    allow("SeeAliases", ["kms:ListAliases"], ["*"]),
    allow(
      "ChangeOwnKeys",
      [
        "CreateAlias",
        "DeleteAlias",
        "DescribeKey",
        "EnableKeyRotation",
        "GetKeyPolicy",
        "GetKeyRotationStatus",
        "ListResourceTags",
        "PutKeyPolicy",
        "TagResource",
        "UntagResource",
        "UpdateKeyDescription",
      ].map((operation) => `kms:${operation}`),
      keys,
      owned(scope),
    ),
    // A lost key of the states would lose all of them.
    allow("ForgetOwnKeys", ["kms:ScheduleKeyDeletion"], keys, {
      ...owned(scope),
      StringNotEquals: { "aws:ResourceTag/stack": ["state"] },
    }),
    allow(
      "NameOwnKeys",
      ["kms:CreateAlias", "kms:DeleteAlias"],
      keyAliases.map((alias) => arn(scope, "kms", alias)),
    ),
  ];
}

function s3(operations: readonly string[]): string[] {
  return operations.map((operation) => `s3:${operation}`);
}
