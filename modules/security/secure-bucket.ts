import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import type { EncryptionKey } from "./encryption-key";
import { rolesOf } from "./role-principals";

export interface SecureBucketProps {
  /** Globally unique. */
  readonly name: string;
  readonly key: EncryptionKey;
  /**
   * Days that an overwritten or deleted object can be taken back.
   * @default 90
   */
  readonly noncurrentDays?: number | "forever";
}

/** A private, versioned bucket, encrypted with a key of ours and reachable over TLS only. */
export class SecureBucket extends Construct {
  readonly bucket: S3Bucket;
  private readonly key: EncryptionKey;
  private readonly policy: DataAwsIamPolicyDocument;
  private readonly statements: DataAwsIamPolicyDocumentStatement[];

  constructor(scope: Construct, id: string, props: SecureBucketProps) {
    super(scope, id);
    const { name, key, noncurrentDays = 90 } = props;
    this.key = key;
    this.bucket = new S3Bucket(this, "bucket", { bucket: name });
    const bucket = this.bucket.id;
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket,
      rule: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
          // One data key per bucket instead of one KMS request per object.
          bucketKeyEnabled: true,
        },
      ],
    });
    new S3BucketOwnershipControls(this, "ownership", {
      bucket,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    const publicAccess = new S3BucketPublicAccessBlock(this, "public-access", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    if (noncurrentDays !== "forever") expire(this, this.bucket, versioning, noncurrentDays);
    this.statements = [denyPlainHttp(this.bucket)];
    this.policy = new DataAwsIamPolicyDocument(this, "policy-document", { statement: this.statements });
    // S3 refuses two changes of a bucket's access at the same time.
    new S3BucketPolicy(this, "policy", { bucket, policy: this.policy.json, dependsOn: [publicAccess] });
  }

  /** Lets roles of other accounts read versions below `prefix`; IAM policies there must allow it too. */
  allowRead(sid: string, prefix: string, roleArns: readonly string[]): void {
    this.statements.push({
      sid,
      actions: ["s3:GetObjectVersion"],
      resources: [`${this.bucket.arn}/${prefix}*`],
      ...rolesOf(roleArns),
    });
    this.policy.putStatement(this.statements);
    this.key.allowDecrypt(sid, roleArns);
  }

  /** Lets roles of other accounts list the keys, so that S3 tells them which object is not there. */
  allowList(sid: string, roleArns: readonly string[]): void {
    this.statements.push({
      sid,
      actions: ["s3:ListBucket"],
      resources: [this.bucket.arn],
      ...rolesOf(roleArns),
    });
    this.policy.putStatement(this.statements);
  }
}

function denyPlainHttp(bucket: S3Bucket): DataAwsIamPolicyDocumentStatement {
  return {
    sid: "DenyPlainHttp",
    effect: "Deny",
    actions: ["s3:*"],
    resources: [bucket.arn, `${bucket.arn}/*`],
    principals: [{ type: "*", identifiers: ["*"] }],
    condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
  };
}

function expire(
  scope: Construct,
  bucket: S3Bucket,
  versioning: S3BucketVersioningA,
  noncurrentDays: number,
): void {
  new S3BucketLifecycleConfiguration(scope, "lifecycle", {
    bucket: bucket.id,
    rule: [
      {
        id: "forget-noncurrent-versions",
        status: "Enabled",
        filter: [{}],
        noncurrentVersionExpiration: [{ noncurrentDays }],
        abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
      },
    ],
    // S3 refuses rules about noncurrent versions before versioning is on.
    dependsOn: [versioning],
  });
}
