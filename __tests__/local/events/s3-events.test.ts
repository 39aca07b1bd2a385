import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { S3Events } from "../../../local/events/s3-events";
import { FakeService } from "../codepipeline/fake-peers";
import { FakeS3 } from "../codebuild/fake-s3";
import { fakeAws, type FakeAws } from "../fake-context";
import { FakeBuckets } from "./fake-buckets";

let aws: FakeAws;
let events: S3Events;
let pipelines: FakeService;
let rules: FakeService;
let buckets: FakeBuckets;

beforeEach(async () => {
  pipelines = new FakeService("codepipeline", {
    StartPipelineExecution: () => ({ pipelineExecutionId: "1" }),
  });
  rules = new FakeService("events", {
    ListRules: () => ({
      Rules: [
        { Name: "trigger", State: "ENABLED", EventPattern: '{"detail":{"object":{"key":["source.zip"]}}}' },
        { Name: "off", State: "DISABLED", EventPattern: '{"source":["aws.s3"]}' },
        { Name: "nightly", State: "ENABLED" },
      ],
    }),
    ListTargetsByRule: () => ({
      Targets: [
        {
          Id: "pipeline",
          Arn: "arn:aws:codepipeline:eu-west-1:222222222222:app-delivery",
          RoleArn: "arn:aws:iam::222222222222:role/app-delivery-trigger",
        },
      ],
    }),
  });
  aws = await fakeAws((context) => {
    events = new S3Events(context);
    buckets = new FakeBuckets();
    return [events, buckets, new FakeS3(), rules, pipelines];
  });
});

afterEach(() => aws.close());

const s3 = () => new S3Client({ ...aws.client, forcePathStyle: true });

async function notify(Bucket: string): Promise<void> {
  const NotificationConfiguration = { EventBridgeConfiguration: {} };
  await s3().send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
}

async function put(Bucket: string, Key: string): Promise<void> {
  await s3().send(new PutObjectCommand({ Bucket, Key, Body: "content" }));
  // Waits for what is on its way.
  await events.close();
}

test("a new object starts the pipeline of the rule that matches, by the target's role", async () => {
  await notify("source");
  await put("source", "source.zip");
  expect(pipelines.inputs("StartPipelineExecution")).toMatchObject([{ name: "app-delivery" }]);
  expect(pipelines.requests[0]?.headers["x-amz-security-token"]).toBe("app-delivery-trigger");
  expect(rules.inputs("ListTargetsByRule")).toEqual([{ Rule: "trigger" }]);
  expect(aws.logged).toEqual([]);
});

test("another object, or a bucket that sends nothing, starts nothing", async () => {
  await notify("source");
  await put("source", "README.md");
  await put("quiet", "source.zip");
  expect(pipelines.requests).toEqual([]);
});

test("remembers that a bucket's events go to EventBridge, which moto forgets and must not act on", async () => {
  const command = new GetBucketNotificationConfigurationCommand({ Bucket: "source" });
  expect((await s3().send(command)).EventBridgeConfiguration).toBeUndefined();
  await notify("source");
  expect((await s3().send(command)).EventBridgeConfiguration).toEqual({});
  expect(buckets.notifications.join("")).not.toContain("EventBridge");
});
