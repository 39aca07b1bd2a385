import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Testing } from "cdktf";
import { EncryptionKey } from "../../../modules/security/encryption-key";
import { SecureBucket, type SecureBucketProps } from "../../../modules/security/secure-bucket";
import { synth } from "../../synth";
import { attributes } from "../blue-green/resources";
import { statements } from "../statements";

const keyArn = "${aws_kms_key.key_F64E54E4.arn}";
const bucketArn = expect.stringMatching(/^\$\{aws_s3_bucket\.releases_bucket_\w+\.arn\}$/) as string;
const releases = expect.stringMatching(
  /^\$\{aws_s3_bucket\.releases_bucket_\w+\.arn\}\/releases\/\*$/,
) as string;

function bucket(
  use: (bucket: SecureBucket) => void = () => undefined,
  props: Partial<SecureBucketProps> = {},
): string {
  return synth((stack) => {
    const key = new EncryptionKey(stack, "key", {
      name: "releases",
      description: "",
      location: { partition: "aws", account: "111111111111" },
    });
    use(new SecureBucket(stack, "releases", { name: "releases", key, ...props }));
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

function lifecycle(props: Partial<SecureBucketProps>): unknown[] {
  const [{ rule } = {}] = attributes(bucket(undefined, props), "aws_s3_bucket_lifecycle_configuration");
  return rule as unknown[];
}

test("takes another time for old versions", () => {
  expect(lifecycle({ noncurrentDays: 7 })).toMatchObject([
    { noncurrent_version_expiration: [{ noncurrent_days: 7 }] },
  ]);
});

test("keeps old versions where it is told so, and gives up uploads that nobody ends", () => {
  expect(lifecycle({ noncurrentDays: "forever" })).toEqual([
    {
      id: "abort-uploads",
      status: "Enabled",
      filter: [{}],
      abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
    },
  ]);
});

test("deletes by itself what is below a prefix, or wears a tag", () => {
  const expire = {
    inputs: { days: 30, of: { prefix: "pipeline/" } },
    releases: { days: 20, of: { tag: { key: "over", value: "true" } } },
  };
  const after = (days: number) => ({
    status: "Enabled",
    expiration: [{ days }],
    noncurrent_version_expiration: [{ noncurrent_days: days }],
  });
  expect(lifecycle({ expire }).slice(1)).toEqual([
    { id: "inputs", filter: [{ prefix: "pipeline/" }], ...after(30) },
    { id: "releases", filter: [{ tag: [{ key: "over", value: "true" }] }], ...after(20) },
  ]);
});

test("is not destroyed where that is prevented", () => {
  const [first] = attributes(bucket(undefined, { preventDestroy: true }), "aws_s3_bucket");
  expect(first).toMatchObject({ lifecycle: { prevent_destroy: true } });
});

test("refuses principals of other accounts where it is told so", () => {
  expect(
    statements(bucket(undefined, { ownAccountOnly: "111111111111" }), "releases_policy-document")[1],
  ).toEqual({
    sid: "DenyOtherAccounts",
    effect: "Deny",
    actions: ["s3:*"],
    resources: [bucketArn, expect.stringMatching(/\.arn\}\/\*$/)],
    principals: [{ type: "*", identifiers: ["*"] }],
    condition: [{ test: "StringNotEquals", variable: "aws:PrincipalAccount", values: ["111111111111"] }],
  });
});

test("refuses writes that would overwrite", () => {
  expect(
    statements(
      bucket((it) => it.denyOverwrites("releases/")),
      "releases_policy-document",
    ),
  ).toContainEqual({
    sid: "DenyOverwrites",
    effect: "Deny",
    actions: ["s3:PutObject"],
    resources: [releases],
    principals: [{ type: "*", identifiers: ["*"] }],
    condition: [{ test: "Null", variable: "s3:if-none-match", values: ["true"] }],
  });
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
