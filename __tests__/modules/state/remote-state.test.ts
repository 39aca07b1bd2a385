import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { Testing } from "cdktf";
import { RemoteState } from "../../../modules/state/remote-state";
import { synth } from "../../synth";

const json = synth((stack) => {
  new RemoteState(stack, "state", {
    bucket: "states",
    lockTable: "locks",
    keyName: "slipway-state",
    partition: "aws",
    account: "111111111111",
  });
});

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
  [KmsAlias.tfResourceType, { name: "alias/slipway-state" }],
])("makes an %s that outlives mistakes", (type, properties) => {
  expect(Testing.toHaveResourceWithProperties(json, type, properties)).toBe(true);
});

test("never forgets an old state", () => {
  expect(Testing.toHaveResource(json, S3BucketLifecycleConfiguration.tfResourceType)).toBe(false);
});
