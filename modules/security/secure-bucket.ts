import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
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
  /** A key of ours, or S3's own, which is all that some services can write with. */
  readonly key: EncryptionKey | "s3-managed";
  /**
   * Days that an overwritten or deleted object can be taken back.
   * @default 90
   */
  readonly noncurrentDays?: number | "forever";
  /**
   * What is deleted by itself, by the name of the rule.
   * @default - nothing
   */
  readonly expire?: Readonly<Record<string, Expiry>>;
  /**
   * Account whose principals alone may use it, whatever its other policies say.
   * @default - any that the policies let in
   */
  readonly ownAccountOnly?: string;
  /**
   * Whether Terraform refuses to destroy it.
   * @default false
   */
  readonly preventDestroy?: boolean;
  /**
   * Whether all that is in the bucket is deleted with it.
   * @default false
   */
  readonly forceDestroy?: boolean;
}

/** Objects that are deleted some days after they were made, their old versions as many days later. */
export interface Expiry {
  readonly days: number;
  /** Those below a prefix, or those that wear a tag. */
  readonly of:
    { readonly prefix: string } | { readonly tag: { readonly key: string; readonly value: string } };
}

type Condition = NonNullable<DataAwsIamPolicyDocumentStatement["condition"]>;

export interface Delivery {
  /** What the service asks of the bucket itself. */
  readonly look: readonly string[];
  readonly prefix: string;
  readonly condition: Condition;
}

/** A private, versioned and encrypted bucket, reachable over TLS only. */
export class SecureBucket extends Construct {
  readonly bucket: S3Bucket;
  /** What allows a service to write: one that tries it when it is told to must come after this. */
  readonly bucketPolicy: S3BucketPolicy;
  private readonly key: SecureBucketProps["key"];
  private readonly policy: DataAwsIamPolicyDocument;
  private readonly statements: DataAwsIamPolicyDocumentStatement[];

  constructor(scope: Construct, id: string, props: SecureBucketProps) {
    super(scope, id);
    const { name, key, ownAccountOnly, preventDestroy = false, forceDestroy } = props;
    this.key = key;
    this.bucket = new S3Bucket(this, "bucket", {
      bucket: name,
      forceDestroy,
      ...(preventDestroy && { lifecycle: { preventDestroy } }),
    });
    const bucket = this.bucket.id;
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket,
      rule: [
        key === "s3-managed"
          ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
          : {
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
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: lifecycleRules(props),
      // S3 refuses rules about noncurrent versions before versioning is on.
      dependsOn: [versioning],
    });
    this.statements = [
      denyPlainHttp(this.bucket),
      ...(ownAccountOnly === undefined ? [] : [denyOtherAccounts(this.bucket, ownAccountOnly)]),
    ];
    this.policy = new DataAwsIamPolicyDocument(this, "policy-document", { statement: this.statements });
    // S3 refuses two changes of a bucket's access at the same time.
    this.bucketPolicy = new S3BucketPolicy(this, "policy", {
      bucket,
      policy: this.policy.json,
      dependsOn: [publicAccess],
    });
  }

  /** Lets roles of other accounts read versions below `prefix`; IAM policies there must allow it too. */
  allowRead(sid: string, prefix: string, roleArns: readonly string[]): void {
    this.add({
      sid,
      actions: ["s3:GetObjectVersion"],
      resources: [`${this.bucket.arn}/${prefix}*`],
      ...rolesOf(roleArns),
    });
    if (this.key !== "s3-managed") this.key.allowDecrypt(sid, roleArns);
  }

  /** Lets a service of AWS's write objects below `prefixes`. */
  allowWrite(sid: string, service: string, prefixes: readonly string[]): void {
    this.add({
      sid,
      actions: ["s3:PutObject"],
      resources: prefixes.map((prefix) => `${this.bucket.arn}/${prefix}*`),
      principals: [{ type: "Service", identifiers: [service] }],
    });
  }

  /** Lets a service of AWS's look at the bucket and write below `prefix`, under a condition. */
  allowDelivery(sid: string, service: string, { look, prefix, condition }: Delivery): void {
    const principals = [{ type: "Service", identifiers: [service] }];
    this.add({ sid: `${sid}Looks`, actions: [...look], resources: [this.bucket.arn], principals, condition });
    this.add({
      sid: `${sid}Writes`,
      actions: ["s3:PutObject"],
      resources: [`${this.bucket.arn}/${prefix}*`],
      principals,
      condition,
    });
  }

  /** Lets roles of other accounts list the keys, so that S3 tells them which object is not there. */
  allowList(sid: string, roleArns: readonly string[]): void {
    this.add({ sid, actions: ["s3:ListBucket"], resources: [this.bucket.arn], ...rolesOf(roleArns) });
  }

  /**
   * Lets nobody write below `prefix` what is there already. Each write must ask S3 to refuse it then, which copies
   * and uploads in parts cannot.
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
   */
  denyOverwrites(prefix: string): void {
    this.add({
      sid: "DenyOverwrites",
      effect: "Deny",
      actions: ["s3:PutObject"],
      resources: [`${this.bucket.arn}/${prefix}*`],
      principals: EVERYBODY,
      condition: [{ test: "Null", variable: "s3:if-none-match", values: ["true"] }],
    });
  }

  /** Lets nobody delete anything; what expires is no request, and goes. */
  denyDeletes(): void {
    this.add({
      sid: "DenyDeletes",
      effect: "Deny",
      actions: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
      resources: [`${this.bucket.arn}/*`],
      principals: EVERYBODY,
    });
  }

  private add(statement: DataAwsIamPolicyDocumentStatement): void {
    this.statements.push(statement);
    this.policy.putStatement(this.statements);
  }
}

const EVERYBODY = [{ type: "*", identifiers: ["*"] }];

function denyPlainHttp(bucket: S3Bucket): DataAwsIamPolicyDocumentStatement {
  return {
    sid: "DenyPlainHttp",
    effect: "Deny",
    actions: ["s3:*"],
    resources: [bucket.arn, `${bucket.arn}/*`],
    principals: EVERYBODY,
    condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
  };
}

function denyOtherAccounts(bucket: S3Bucket, account: string): DataAwsIamPolicyDocumentStatement {
  return {
    sid: "DenyOtherAccounts",
    effect: "Deny",
    actions: ["s3:*"],
    resources: [bucket.arn, `${bucket.arn}/*`],
    principals: EVERYBODY,
    condition: [{ test: "StringNotEquals", variable: "aws:PrincipalAccount", values: [account] }],
  };
}

function lifecycleRules({
  noncurrentDays = 90,
  expire = {},
}: SecureBucketProps): S3BucketLifecycleConfigurationRule[] {
  return [
    {
      id: noncurrentDays === "forever" ? "abort-uploads" : "forget-noncurrent-versions",
      status: "Enabled",
      filter: [{}],
      ...(noncurrentDays !== "forever" && { noncurrentVersionExpiration: [{ noncurrentDays }] }),
      abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
    },
    ...Object.entries(expire).map(([id, { days, of }]) => ({
      id,
      status: "Enabled",
      filter: ["tag" in of ? { tag: [of.tag] } : { prefix: of.prefix }],
      expiration: [{ days }],
      noncurrentVersionExpiration: [{ noncurrentDays: days }],
    })),
  ];
}
