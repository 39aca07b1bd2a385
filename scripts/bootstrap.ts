/**
 * `make bootstrap`: makes true what terraform-backend.hcl says, in a new tools account, as its administrator. A rerun
 * goes on.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, HeadBucketCommand, NoSuchKey, NotFound, S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { z } from "zod";
import type { Backend } from "../stacks/estate/backend";
import { readConfiguration } from "../stacks/estate/configuration";
import type { Place } from "../stacks/estate/estate";
import { administratorRoleArn } from "../stacks/estate/names";
import type { StateIds } from "./bootstrap-stage";
import { stageOf } from "./bootstrap-stage";
import { removeOwnLock, removeOwnLockFile } from "./stale-lock";

const root = join(__dirname, "..");
/** Outside of every folder that `make clean` removes. */
const localState = join(root, "bootstrap.tfstate");
const instanceSchema = z.object({ attributes: z.object({ id: z.string() }) });
const stateSchema = z
  .object({ resources: z.array(z.object({ mode: z.string(), instances: z.array(z.unknown()) })) })
  .transform(({ resources }) =>
    resources
      .filter(({ mode }) => mode === "managed")
      .flatMap(({ instances }) => instances.map((instance) => instanceSchema.parse(instance).attributes.id)),
  );

async function bootstrap(): Promise<void> {
  const { estate, backend } = await readConfiguration();
  const tools = await toolsClient(estate.tools);
  const s3 = new S3Client(tools);
  const bucketExists = await holds(s3, backend.bucket);
  const stage = stageOf(backend.bucket, {
    bucketExists,
    remote: bucketExists ? await remoteState(s3, backend.bucket) : undefined,
    local: localIds(),
  });
  if (stage === "ready") return console.log(`bootstrap: ${backend.bucket} is ready`);
  if (existsSync(localState)) await removeStaleLock(tools, backend);
  if (stage === "deploy") {
    console.log(`bootstrap: making ${backend.bucket}`);
    // An earlier run may have pointed the stack's folder at the bucket; Terraform would refuse to go back.
    rmSync(join(root, "cdktf.out", "stacks", "state", ".terraform", "terraform.tfstate"), { force: true });
    await deployState(["--auto-approve"], { SLIPWAY_LOCAL_STATE: localState });
    console.log(`bootstrap: moving the state into ${backend.bucket}`);
    await deployState(["--auto-approve", "--migrate-state"], {});
  }
  rmSync(localState, { force: true });
  rmSync(`${localState}.backup`, { force: true });
  console.log(`bootstrap: ${backend.bucket} is ready`);
}

function localIds(): StateIds | undefined {
  const content = existsSync(localState) ? readFileSync(localState, "utf8") : "";
  // Terraform makes the file empty, to lock it, and writes when it has made something.
  return content === "" ? undefined : stateSchema.parse(JSON.parse(content));
}

type ToolsClient = Awaited<ReturnType<typeof toolsClient>>;

/** Configuration of a client that acts as the tools account's administrator, as Terraform does for the stack. */
async function toolsClient(tools: Place) {
  const { region } = tools;
  const RoleArn = administratorRoleArn(tools);
  if (RoleArn === undefined) return { region };
  const sts = new STSClient({ region });
  const { Credentials: role } = await sts.send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: "slipway-bootstrap" }),
  );
  return {
    region,
    credentials: {
      accessKeyId: role?.AccessKeyId ?? "",
      secretAccessKey: role?.SecretAccessKey ?? "",
      sessionToken: role?.SessionToken,
    },
  };
}

async function removeStaleLock(
  tools: ToolsClient,
  { bucket, dynamodb_table, use_lockfile }: Backend,
): Promise<void> {
  const state = "state.tfstate";
  const holder =
    (dynamodb_table === undefined
      ? undefined
      : await removeOwnLock(new DynamoDBClient(tools), dynamodb_table, `${bucket}/${state}`)) ??
    (use_lockfile === true ? await removeOwnLockFile(new S3Client(tools), bucket, state) : undefined);
  if (holder !== undefined)
    throw new Error(
      `bootstrap: the state must not be locked by anyone else, got a lock of ${holder}: let that run finish first`,
    );
}

async function holds(s3: S3Client, bucket: string): Promise<boolean> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket }));
    return true;
  } catch (error) {
    if (error instanceof NotFound) return false;
    throw error;
  }
}

async function remoteState(s3: S3Client, bucket: string): Promise<StateIds | undefined> {
  try {
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: "state.tfstate" }));
    return stateSchema.parse(JSON.parse((await body?.transformToString()) ?? ""));
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

async function deployState(options: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  // The lock file would ask the registry for every platform's checksums; providers are pinned exactly anyway.
  const child = spawn("npx", ["cdktf", "deploy", "state", "--skip-provider-lock", ...options], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...environment },
  });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0)
    throw new Error("bootstrap: deploying the stack `state` failed; run `make bootstrap` again to go on");
}

bootstrap().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
