import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { S3Events } from "../../../local/events/s3-events";
import { Lateness } from "../../../local/time/lateness";
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

test("what another account puts into the bucket is told to the rules of its owner", async () => {
  await notify("source");
  const credentials = { accessKeyId: "333333333333", secretAccessKey: "test" };
  const stranger = new S3Client({ ...aws.client, credentials, region: "eu-central-1", forcePathStyle: true });
  await stranger.send(new PutObjectCommand({ Bucket: "source", Key: "source.zip", Body: "content" }));
  await events.close();
  expect(rules.requests[0]).toMatchObject({ account: "222222222222", region: "eu-west-1" });
});

test("remembers that a bucket's events go to EventBridge, which moto forgets and must not act on", async () => {
  const command = new GetBucketNotificationConfigurationCommand({ Bucket: "source" });
  expect((await s3().send(command)).EventBridgeConfiguration).toBeUndefined();
  await notify("source");
  expect((await s3().send(command)).EventBridgeConfiguration).toEqual({});
  expect(buckets.notifications.join("")).not.toContain("EventBridge");
});

describe("an event", () => {
  /** Puts an object whose event is as late as `lateness` says, and tells how late that was. */
  async function putLate(lateness: Lateness): Promise<number[]> {
    await aws.close();
    aws = await fakeAws(
      (context) => {
        events = new S3Events(context);
        return [events, new FakeBuckets(), new FakeS3(), rules, pipelines];
      },
      1,
      [],
      lateness,
    );
    const sleep = jest.spyOn(aws.context.clock, "sleep").mockResolvedValue();
    jest.spyOn(events, "close").mockImplementation(async () => {
      await Promise.all((events as unknown as { publishing: Set<Promise<void>> }).publishing);
    });
    await notify("source");
    await put("source", "source.zip");
    return sleep.mock.calls.map(([milliseconds]) => milliseconds);
  }
  const started = () => pipelines.inputs("StartPipelineExecution").length;

  test("comes late", async () => {
    const late = new Lateness({ ranges: { eventArrives: [20, 20] }, chances: { eventTwice: 0 } });
    expect(await putLate(late)).toEqual([20_000]);
    expect(started()).toBe(1);
  });

  test("comes twice now and then, each time as late as it is", async () => {
    const chances = { eventTwice: 1 };
    const late = await putLate(new Lateness({ chances }));
    expect(late).toHaveLength(2);
    expect(new Set(late).size).toBe(2);
    expect(started()).toBe(2);
  });

  test("never comes where a test wants that", async () => {
    await putLate(new Lateness({ ranges: { eventArrives: [Infinity, Infinity] } }));
    expect(started()).toBe(0);
  });
});
