import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Testing } from "cdktf";
import { EncryptionKey } from "../../../modules/security/encryption-key";
import { SecureBucket } from "../../../modules/security/secure-bucket";
import { synth } from "../../synth";
import { statements } from "../statements";

const keyArn = "${aws_kms_key.key_F64E54E4.arn}";
const bucketArn = expect.stringMatching(/^\$\{aws_s3_bucket\.releases_bucket_\w+\.arn\}$/) as string;
const releases = expect.stringMatching(
  /^\$\{aws_s3_bucket\.releases_bucket_\w+\.arn\}\/releases\/\*$/,
) as string;

function bucket(
  use: (bucket: SecureBucket) => void = () => undefined,
  noncurrentDays?: number | "forever",
): string {
  return synth((stack) => {
    const key = new EncryptionKey(stack, "key", {
      name: "releases",
      description: "",
      partition: "aws",
      account: "111111111111",
    });
    use(new SecureBucket(stack, "releases", { name: "releases", key, noncurrentDays }));
  });
}

test.each([
  [S3Bucket.tfResourceType, { bucket: "releases" }],
  [S3BucketVersioningA.tfResourceType, { versioning_configuration: { status: "Enabled" } }],
  [
    S3BucketServerSideEncryptionConfigurationA.tfResourceType,
    {
      rule: [
        {
          apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: keyArn },
          bucket_key_enabled: true,
        },
      ],
    },
  ],
  [S3BucketOwnershipControls.tfResourceType, { rule: { object_ownership: "BucketOwnerEnforced" } }],
  [
    S3BucketPublicAccessBlock.tfResourceType,
    {
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    },
  ],
  [
    S3BucketLifecycleConfiguration.tfResourceType,
    {
      rule: [
        {
          id: "forget-noncurrent-versions",
          status: "Enabled",
          filter: [{}],
          noncurrent_version_expiration: [{ noncurrent_days: 90 }],
          abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
        },
      ],
    },
  ],
])("has by default an %s as it should be", (type, properties) => {
  expect(Testing.toHaveResourceWithProperties(bucket(), type, properties)).toBe(true);
});

test("takes another time for old versions", () => {
  expect(bucket(undefined, 7)).toContain('"noncurrent_days": 7');
});

test("keeps old versions where it is told so", () => {
  expect(
    Testing.toHaveResource(bucket(undefined, "forever"), S3BucketLifecycleConfiguration.tfResourceType),
  ).toBe(false);
});

test("refuses everything that does not come over TLS", () => {
  expect(statements(bucket(), "releases_policy-document")).toEqual([
    {
      sid: "DenyPlainHttp",
      effect: "Deny",
      actions: ["s3:*"],
      resources: [bucketArn, expect.stringMatching(/\.arn\}\/\*$/)],
      principals: [{ type: "*", identifiers: ["*"] }],
      condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
    },
  ]);
});

test("lets roles of other accounts read below a prefix, and decrypt what they read", () => {
  const reader = "arn:aws:iam::222222222222:role/instance";
  const json = bucket((it) => it.allowRead("Readers", "releases/", [reader]));
  const who = {
    principals: [{ type: "AWS", identifiers: ["arn:aws:iam::222222222222:root"] }],
    condition: [{ test: "ArnLike", variable: "aws:PrincipalArn", values: [reader] }],
  };
  expect(statements(json, "releases_policy-document")).toContainEqual({
    sid: "Readers",
    actions: ["s3:GetObjectVersion"],
    resources: [releases],
    ...who,
  });
  expect(statements(json, "key_policy")).toContainEqual({
    sid: "Readers",
    actions: ["kms:Decrypt"],
    resources: ["*"],
    ...who,
  });
});

test("lets roles of other accounts learn which object is not there", () => {
  const reader = "arn:aws:iam::222222222222:role/preflight";
  const json = bucket((it) => it.allowList("Listers", [reader]));
  expect(statements(json, "releases_policy-document")).toContainEqual({
    sid: "Listers",
    actions: ["s3:ListBucket"],
    resources: [bucketArn],
    principals: [{ type: "AWS", identifiers: ["arn:aws:iam::222222222222:root"] }],
    condition: [{ test: "ArnLike", variable: "aws:PrincipalArn", values: [reader] }],
  });
});
