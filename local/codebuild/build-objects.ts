/** What a build takes from S3 and lays there. */
import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { unzip } from "../archives/unzip";
import { zipMatching } from "./archive";
import type { Build, Project, StartBuild } from "./build";
import { parseBuildspec, type Buildspec } from "./buildspec";
import { PhaseFailure } from "./phase";

/**
 * Unpacks the source into `folder` and returns its object version.
 * `sourceLocationOverride` is `bucket/key`, as CodeBuild writes S3 sources; `sourceVersion` an object version.
 */
export async function downloadSource(
  s3: S3Client,
  project: Project,
  request: StartBuild,
  folder: string,
): Promise<string | undefined> {
  const [bucket = "", ...key] = locationOf(project, request).split("/");
  const object = await s3.send(
    new GetObjectCommand({ Bucket: bucket, Key: key.join("/"), VersionId: request.sourceVersion }),
  );
  await mkdir(folder, { recursive: true });
  await unzip(Buffer.from((await object.Body?.transformToByteArray()) ?? []), folder);
  return object.VersionId;
}

/** `bucket/key` of a build's source. */
export function locationOf(project: Project, request: StartBuild): string {
  const location = request.sourceLocationOverride ?? project.source.location ?? "";
  return location.replace(/^arn:aws:s3:::/, "");
}

export async function readBuildspec(
  project: Project,
  request: StartBuild,
  folder: string,
): Promise<Buildspec> {
  const named = request.buildspecOverride ?? project.source.buildspec ?? "";
  // An inline buildspec is text of several lines; anything else is a path in the source.
  if (named.includes("\n")) return parseBuildspec(named);
  const file = named === "" ? "buildspec.yml" : named;
  const yaml = await readFile(join(folder, file), "utf8").catch(() => undefined);
  if (yaml === undefined) throw new PhaseFailure("YAML_FILE_ERROR", "YAML file does not exist");
  return parseBuildspec(yaml);
}

/** Lays the matching files as one zip where the build's starter asked for it. */
export async function uploadArtifacts(
  s3: S3Client,
  target: NonNullable<StartBuild["artifactsOverride"]>,
  folder: string,
  files: readonly string[],
): Promise<Build["artifacts"]> {
  const body = await zipMatching(folder, files);
  const key = [target.path, target.name].filter((part) => part !== undefined && part !== "").join("/");
  await s3.send(new PutObjectCommand({ Bucket: target.location, Key: key, Body: body }));
  return {
    location: `arn:aws:s3:::${target.location}/${key}`,
    sha256sum: createHash("sha256").update(body).digest("hex"),
  };
}
