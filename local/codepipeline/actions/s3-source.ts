import { randomBytes } from "node:crypto";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { openSource } from "../../iam/service-actions";
import { ActionFailure, type Artifact } from "../executions";
import type { ActionRun } from "./action";

/** Copies the newest version of the source object into the artifact store, and names that version as the revision. */
export async function runS3Source({ definition, execution, record, client, act }: ActionRun): Promise<void> {
  const { S3Bucket: bucket = "", S3ObjectKey: key = "" } = record.resolvedConfiguration;
  await act(openSource(bucket, key));
  const s3 = new S3Client(client);
  const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key })).catch((error: Error) => {
    throw new ActionFailure(
      "ConfigurationError",
      error.name === "NoSuchKey"
        ? `The Amazon S3 object key ${key} does not exist in bucket ${bucket}.`
        : `The Amazon S3 object ${bucket}/${key} could not be read: ${error.message}`,
    );
  });
  if (object.VersionId === undefined || object.VersionId === "null")
    throw new ActionFailure("ConfigurationError", `Versioning must be enabled on the bucket ${bucket}.`);
  const [output] = record.action.outputArtifacts;
  if (output === undefined)
    throw new ActionFailure("ConfigurationError", "A source must have an output artifact");
  const body = await object.Body?.transformToByteArray();
  const artifact = newArtifact(definition.artifactStore.location, definition.name, output.name);
  await s3.send(new PutObjectCommand({ Bucket: artifact.bucket, Key: artifact.key, Body: body }));
  execution.artifacts.set(output.name, artifact);
  const etag = (object.ETag ?? "").replaceAll('"', "");
  record.externalId = object.VersionId;
  record.summary = `Amazon S3 version id: ${object.VersionId}`;
  record.outputVariables = { BucketName: bucket, ObjectKey: key, ETag: etag, VersionId: object.VersionId };
  execution.revisions.push({
    actionName: record.action.name,
    revisionId: object.VersionId,
    revisionSummary: record.summary,
    revisionUrl: `https://console.aws.amazon.com/s3/object/${bucket}?prefix=${key}&versionId=${object.VersionId}`,
  });
}

/** CodePipeline cuts the pipeline's name to 20 and the artifact's to 10 characters in its keys. */
function newArtifact(bucket: string, pipeline: string, artifact: string): Artifact {
  const random = randomBytes(5).toString("base64url").slice(0, 7);
  return { bucket, key: `${pipeline.slice(0, 20)}/${artifact.slice(0, 10)}/${random}` };
}
