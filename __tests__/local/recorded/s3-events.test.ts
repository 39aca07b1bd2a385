import { PutBucketNotificationConfigurationCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { S3Events } from "../../../local/events/s3-events";
import { FakeS3 } from "../codebuild/fake-s3";
import { FakeBuckets } from "../events/fake-buckets";
import { FakeService } from "../codepipeline/fake-peers";
import { fakeAws } from "../fake-context";
import facts from "./s3-events.json";

const { put } = facts;
const there = (fields: readonly string[]) =>
  Object.fromEntries(fields.map((field) => [field, [{ exists: true }]]));

/** Rules that the recorded event matches: one on its values, one for each field that it has. */
const patterns: readonly Record<string, unknown>[] = [
  {
    source: [put.source],
    "detail-type": [put["detail-type"]],
    version: [put.version],
    resources: ["arn:aws:s3:::source"],
    detail: { reason: [put.reason], bucket: { name: ["source"] }, object: { key: ["k"], size: [4] } },
  },
  there(put.fields.filter((field) => field !== "detail")),
  { detail: there(put.detail.filter((field) => !["bucket", "object"].includes(field))) },
  { detail: { object: there(put.object) } },
];

test.each(patterns.map((pattern) => [JSON.stringify(pattern)]))(
  "an object put sends what S3 was recorded to send: %s",
  async (EventPattern) => {
    const started: unknown[] = [];
    const pipelines = new FakeService("codepipeline", {
      StartPipelineExecution: (input) => started.push(input) && { pipelineExecutionId: "1" },
    });
    const Arn = "arn:aws:codepipeline:eu-west-1:222222222222:p";
    const rules = new FakeService("events", {
      ListRules: () => ({ Rules: [{ Name: "trigger", State: "ENABLED", EventPattern }] }),
      ListTargetsByRule: () => ({ Targets: [{ Id: "p", Arn, RoleArn: "arn:aws:iam::222222222222:role/r" }] }),
    });
    let events: S3Events | undefined;
    const aws = await fakeAws((context) => {
      events = new S3Events(context);
      return [events, new FakeBuckets(), new FakeS3(), pipelines, rules];
    });
    const s3 = new S3Client({ ...aws.client, forcePathStyle: true });
    const NotificationConfiguration = { EventBridgeConfiguration: {} };
    await s3.send(
      new PutBucketNotificationConfigurationCommand({ Bucket: "source", NotificationConfiguration }),
    );
    await s3.send(new PutObjectCommand({ Bucket: "source", Key: "k", Body: "data" }));
    await events?.close();
    await aws.close();
    expect(started).toHaveLength(1);
  },
);
