import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { refusalWithStatus, type ProbeGroup } from "../probe";
import { accountOf, credentialsOf, document, nobody } from "../roles";
import type { Sandbox } from "../sandbox";

const OBJECTS = "https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html";
const HEADS = "https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html";
const POLICIES =
  "https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-bucket-user-policy-specifying-principal-intro.html";

/** A versioned bucket with an object `there`. */
export function bucketOf(sandbox: Sandbox): Promise<string> {
  return sandbox.once("bucket", async () => {
    const s3 = sandbox.client(S3Client);
    const Bucket = sandbox.name(`bucket-${await accountOf(sandbox)}`);
    const { region } = sandbox.props;
    await s3.send(
      new CreateBucketCommand({
        Bucket,
        ...(region === "us-east-1"
          ? {}
          : { CreateBucketConfiguration: { LocationConstraint: region as "eu-west-1" } }),
      }),
    );
    sandbox.undo(`bucket ${Bucket}`, () => empty(s3, Bucket));
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: sandbox.tagList } }));
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    await s3.send(new PutObjectCommand({ Bucket, Key: "there", Body: "one" }));
    return Bucket;
  });
}

async function empty(s3: S3Client, Bucket: string): Promise<void> {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  for (const { Key, VersionId } of [...Versions, ...DeleteMarkers]) {
    await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
  }
  await s3.send(new DeleteBucketCommand({ Bucket }));
}

export const s3Probes: ProbeGroup = {
  service: "S3",
  probes: [
    {
      id: "s3-missing-key",
      behaviour: "an object that is not there is told from a refused one",
      documentation: OBJECTS,
      expected: "NoSuchKey 404",
      run: async (sandbox) => {
        const Bucket = await bucketOf(sandbox);
        return refusalWithStatus(
          sandbox.client(S3Client).send(new GetObjectCommand({ Bucket, Key: "none" })),
        );
      },
    },
    {
      id: "s3-missing-key-head",
      behaviour: "a HEAD of an object that is not there has no code, only its status",
      documentation: HEADS,
      expected: "NotFound 404",
      run: async (sandbox) => {
        const Bucket = await bucketOf(sandbox);
        return refusalWithStatus(
          sandbox.client(S3Client).send(new HeadObjectCommand({ Bucket, Key: "none" })),
        );
      },
    },
    {
      id: "s3-missing-key-without-list",
      behaviour: "who may not list is not told that an object is missing",
      documentation: OBJECTS,
      expected: "AccessDenied 403",
      run: async (sandbox) => {
        const Bucket = await bucketOf(sandbox);
        const reader = await credentialsOf(sandbox, "reader", [
          { Effect: "Allow", Action: ["s3:GetObject"], Resource: `arn:aws:s3:::${Bucket}/*` },
        ]);
        return refusalWithStatus(
          sandbox.client(S3Client, reader).send(new GetObjectCommand({ Bucket, Key: "none" })),
        );
      },
    },
    {
      id: "s3-refused-object",
      behaviour: "an object that is there is refused to a role without permission",
      documentation: OBJECTS,
      expected: "AccessDenied 403",
      run: async (sandbox) => {
        const Bucket = await bucketOf(sandbox);
        const s3 = sandbox.client(S3Client, await nobody(sandbox));
        return refusalWithStatus(s3.send(new GetObjectCommand({ Bucket, Key: "there" })));
      },
    },
    {
      id: "s3-version",
      behaviour: "a version is read as it was put, whatever was put since",
      documentation: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/RetrievingObjectVersions.html",
      expected: "first",
      run: async (sandbox) => {
        const Bucket = await bucketOf(sandbox);
        const s3 = sandbox.client(S3Client);
        const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key: "twice", Body: "first" }));
        await s3.send(new PutObjectCommand({ Bucket, Key: "twice", Body: "second" }));
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: "twice", VersionId }));
        return (await Body?.transformToString()) ?? "nothing";
      },
    },
    {
      id: "s3-missing-version",
      behaviour: "a version that was deleted is not there",
      documentation: OBJECTS,
      expected: "NoSuchVersion 404",
      run: async (sandbox) => {
        const Bucket = await bucketOf(sandbox);
        const s3 = sandbox.client(S3Client);
        const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key: "gone", Body: "x" }));
        await s3.send(new DeleteObjectCommand({ Bucket, Key: "gone", VersionId }));
        return refusalWithStatus(s3.send(new GetObjectCommand({ Bucket, Key: "gone", VersionId })));
      },
    },
    {
      id: "s3-tls-only-policy",
      behaviour: "a TLS-only bucket policy is read back as it was put",
      documentation: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
      expected: "aws:SecureTransport",
      run: async (sandbox) => {
        const Bucket = await bucketOf(sandbox);
        const s3 = sandbox.client(S3Client);
        const Policy = document([
          {
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ]);
        await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
        const { Policy: found = "" } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
        return /aws:SecureTransport/.exec(found)?.[0] ?? found;
      },
    },
    {
      id: "s3-policy-principal",
      behaviour: "a bucket policy refuses a role that does not exist",
      documentation: POLICIES,
      expected: "MalformedPolicy 400",
      run: async (sandbox) => {
        const Bucket = await bucketOf(sandbox);
        const AWS = `arn:aws:iam::${await accountOf(sandbox)}:role/${sandbox.name("none")}`;
        const Policy = document([
          {
            Effect: "Allow",
            Principal: { AWS },
            Action: "s3:GetObject",
            Resource: `arn:aws:s3:::${Bucket}/*`,
          },
        ]);
        return refusalWithStatus(
          sandbox.client(S3Client).send(new PutBucketPolicyCommand({ Bucket, Policy })),
        );
      },
    },
    {
      id: "s3-eventbridge",
      behaviour: "a bucket keeps that its events go to EventBridge",
      documentation:
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-event-notifications-eventbridge.html",
      expected: "kept",
      run: async (sandbox) => {
        const Bucket = await bucketOf(sandbox);
        const s3 = sandbox.client(S3Client);
        const NotificationConfiguration = { EventBridgeConfiguration: {} };
        await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
        const found = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
        return found.EventBridgeConfiguration ? "kept" : "forgotten";
      },
    },
  ],
};
