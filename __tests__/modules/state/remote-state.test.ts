import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { Testing } from "cdktf";
import { RemoteState } from "../../../modules/state/remote-state";
import { synth } from "../../synth";
import { attributes } from "../blue-green/resources";
import { statements } from "../statements";

const state = (lockTable?: string) =>
  synth((stack) => {
    new RemoteState(stack, "state", {
      bucket: "states",
      lockTable,
      keyName: "slipway-state",
      location: { partition: "aws", account: "111111111111", region: "eu-west-1" },
    });
  });
const json = state("locks");

test.each([
  [S3Bucket.tfResourceType, { bucket: "states", lifecycle: { prevent_destroy: true } }],
  [
    DynamodbTable.tfResourceType,
    {
      name: "locks",
      billing_mode: "PAY_PER_REQUEST",
      // Terraform's own name for the key of a lock.
      hash_key: "LockID",
      attribute: [{ name: "LockID", type: "S" }],
      point_in_time_recovery: { enabled: true },
      server_side_encryption: {
        enabled: true,
        kms_key_arn: "${aws_kms_key.state_key_5FD9E39E.arn}",
      },
      deletion_protection_enabled: true,
      lifecycle: { prevent_destroy: true },
    },
  ],
  [KmsKey.tfResourceType, { enable_key_rotation: true, lifecycle: { prevent_destroy: true } }],
  [KmsAlias.tfResourceType, { name: "alias/slipway-state" }],
])("makes an %s that outlives mistakes", (type, properties) => {
  expect(Testing.toHaveResourceWithProperties(json, type, properties)).toBe(true);
});

test("forgets a replaced state after a year", () => {
  const [{ rule } = {}] = attributes(json, "aws_s3_bucket_lifecycle_configuration");
  expect(rule).toMatchObject([{ noncurrent_version_expiration: [{ noncurrent_days: 365 }] }]);
});

test("lets only its own account near the states", () => {
  expect(statements(json, "state_states_policy-document")).toContainEqual(
    expect.objectContaining({
      effect: "Deny",
      condition: [{ test: "StringNotEquals", variable: "aws:PrincipalAccount", values: ["111111111111"] }],
    }),
  );
});

test("makes no table, and no grants for one, where locks lie in the bucket", () => {
  expect(Testing.toHaveResource(state(), DynamodbTable.tfResourceType)).toBe(false);
  expect(JSON.stringify(statements(state(), "state_key_policy"))).not.toContain("kms:CreateGrant");
});
