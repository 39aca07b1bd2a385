import { randomBytes } from "node:crypto";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { openSource } from "../../iam/service-actions";
import { AwsError } from "../../gateway/service";
import type { ActionRun } from "./action";

/** Copies the newest version of the source object into the artifact store, and names that version as the revision. */
export async function runS3Source({ action, execution, configuration, output, ...run }: ActionRun) {
  const { S3Bucket: bucket = "", S3ObjectKey: key = "" } = configuration;
  await run.act(openSource(bucket, key));
  const s3 = new S3Client(run.client);
  const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key })).catch((error: Error) => {
    throw new AwsError(
      "ConfigurationError",
      error.name === "NoSuchKey"
        ? `The Amazon S3 object key ${key} does not exist in bucket ${bucket}.`
        : `The Amazon S3 object ${bucket}/${key} could not be read: ${error.message}`,
    );
  });
  const { VersionId: version } = object;
  if (version === undefined || version === "null")
    throw new AwsError("ConfigurationError", `Versioning must be enabled on the bucket ${bucket}.`);
  const name = action.outputArtifacts[0]?.name;
  if (name === undefined) throw new AwsError("ConfigurationError", "A source must have an output artifact");
  const artifact = {
    bucket: execution.definition.artifactStore.location,
    key: artifactKey(execution.definition.name, name),
  };
  const body = await object.Body?.transformToByteArray();
  await s3.send(new PutObjectCommand({ Bucket: artifact.bucket, Key: artifact.key, Body: body }));
  execution.artifacts.set(name, artifact);
  const revisionSummary = `Amazon S3 version id: ${version}`;
  output.executionResult = { externalExecutionId: version, externalExecutionSummary: revisionSummary };
  output.outputVariables = {
    BucketName: bucket,
    ObjectKey: key,
    ETag: (object.ETag ?? "").replaceAll('"', ""),
    VersionId: version,
  };
  execution.summary.sourceRevisions.push({
    actionName: action.name,
    revisionId: version,
    revisionSummary,
    revisionUrl: `https://console.aws.amazon.com/s3/object/${bucket}?prefix=${key}&versionId=${version}`,
  });
}

/** CodePipeline cuts the pipeline's name to 20 and the artifact's to 10 characters in its keys. */
function artifactKey(pipeline: string, artifact: string): string {
  const random = randomBytes(5).toString("base64url").slice(0, 7);
  return `${pipeline.slice(0, 20)}/${artifact.slice(0, 10)}/${random}`;
}
