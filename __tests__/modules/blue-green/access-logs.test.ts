import { AccessLogs } from "../../../modules/blue-green/access-logs";
import { synth } from "../../synth";
import { statements } from "../statements";
import { attributes } from "./resources";

const logs = (preventDestroy: boolean) =>
  synth((stack) => {
    new AccessLogs(stack, "logs", {
      name: "shop-logs",
      account: "222222222222",
      retentionDays: 365,
      preventDestroy,
    });
  });
const json = logs(false);

test("is encrypted with S3's own key, which is all that a load balancer can write with", () => {
  expect(attributes(json, "aws_s3_bucket_server_side_encryption_configuration")[0]?.rule).toEqual([
    { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } },
  ]);
  expect(attributes(json, "aws_kms_key")).toEqual([]);
});

test("lets the load balancers of its own account write their logs, and nobody read them", () => {
  expect(statements(json, "logs_bucket_policy-document")).toEqual([
    expect.objectContaining({ sid: "DenyPlainHttp" }),
    {
      sid: "DeliverLogs",
      actions: ["s3:PutObject"],
      resources: ["requests", "connections"].map(
        (prefix) => expect.stringMatching(`/${prefix}/AWSLogs/222222222222/\\*$`) as string,
      ),
      principals: [{ type: "Service", identifiers: ["logdelivery.elasticloadbalancing.amazonaws.com"] }],
    },
  ]);
});

test("keeps a log for its time, and a week longer what somebody has deleted", () => {
  const [lifecycle] = attributes(json, "aws_s3_bucket_lifecycle_configuration");
  expect(lifecycle?.rule).toEqual([
    expect.objectContaining({ noncurrent_version_expiration: [{ noncurrent_days: 7 }] }),
    expect.objectContaining({ filter: [{ prefix: "requests/" }], expiration: [{ days: 365 }] }),
    expect.objectContaining({ filter: [{ prefix: "connections/" }], expiration: [{ days: 365 }] }),
  ]);
});

test.each([
  [false, { bucket: "shop-logs", force_destroy: true }],
  [true, { bucket: "shop-logs", force_destroy: false, lifecycle: { prevent_destroy: true } }],
])("goes with all that is in it, or not at all: prevented %s", (preventDestroy, expected) => {
  expect(attributes(logs(preventDestroy), "aws_s3_bucket")).toEqual([expected]);
});
