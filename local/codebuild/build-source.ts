import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { unzip } from "../archives/unzip";
import { parseBuildspec, type Buildspec } from "./buildspec";
import { PhaseFailure } from "./phase-failure";

/** Unpacks an object of S3 into `folder`; `location` is `bucket/key`, as CodeBuild writes S3 sources. */
export async function downloadSource(s3: S3Client, location: string, folder: string): Promise<void> {
  const [Bucket = "", ...key] = location.split("/");
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key.join("/") }));
  await mkdir(folder, { recursive: true });
  await unzip(Buffer.from((await Body?.transformToByteArray()) ?? []), folder);
}

/** Reads the project's buildspec: a path in the source. */
export async function readBuildspec(path: string | undefined, folder: string): Promise<Buildspec> {
  const yaml = await readFile(join(folder, path ?? "buildspec.yml"), "utf8").catch(() => {
    throw new PhaseFailure("YAML_FILE_ERROR", "YAML file does not exist");
  });
  return parseBuildspec(yaml);
}
