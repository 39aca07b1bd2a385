import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { LocalAws } from "../../local/local-aws";
import { environmentFor } from "../../local/environment";
import { whoami } from "../../scripts/stale-lock";

const project = join(__dirname, "..", "..");
const parts =
  "main.ts cdktf.json package.json tsconfig.json terraform-backend.hcl stacks modules scripts lambda-src";
const bucket = "slipway-state-111111111111-eu-west-1";

let aws: LocalAws;
let folder: string;
let clone: string;
let localState: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-bootstrap-"));
  clone = join(folder, "clone");
  localState = join(clone, "bootstrap.tfstate");
  for (const part of parts.split(" ")) cpSync(join(project, part), join(clone, part), { recursive: true });
  symlinkSync(join(project, "node_modules"), join(clone, "node_modules"));
  aws = await new LocalAws({ folder: join(folder, "aws") }).start();
}, 60_000);

afterAll(async () => {
  await aws.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<number | null>;
  output(): string;
}

const bootstrap = () => run("npx", "tsx", "scripts/bootstrap.ts");
const terraform = (...options: readonly string[]) =>
  run("terraform", `-chdir=${join("cdktf.out", "stacks", "state")}`, ...options);

function run(...command: readonly string[]): Run {
  const child = spawn(join(clone, "scripts", "with-terraform.sh"), command, {
    cwd: clone,
    // A group of its own, so that an interruption ends everything that it started.
    detached: true,
    env: environmentFor(aws.endpoint),
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return { child, ended: once(child, "exit").then(([code]) => code as number | null), output: () => output };
}

/** Waits until `when` holds, while the command runs. */
async function until(run: Run, when: (output: string) => boolean): Promise<void> {
  while (!when(run.output())) {
    if (run.child.exitCode !== null) throw new Error(`ended too early:\n${run.output()}`);
    await sleep(50);
  }
}

/** Kills a bootstrap without warning as soon as `when` holds. */
async function interruptedWhen(when: (output: string) => boolean): Promise<void> {
  const run = bootstrap();
  await until(run, when);
  process.kill(-(run.child.pid ?? NaN), "SIGKILL");
  await run.ended;
}

async function finished(): Promise<string> {
  const run = bootstrap();
  if ((await run.ended) !== 0) throw new Error(run.output());
  return run.output();
}

/** Types of the resources in the state that has moved. */
async function storedTypes(): Promise<string[]> {
  const s3 = new S3Client({
    endpoint: aws.endpoint,
    region: "eu-west-1",
    forcePathStyle: true,
    credentials: await aws.credentials("111111111111"),
  });
  const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: "state.tfstate" }));
  const state = JSON.parse((await body?.transformToString()) ?? "") as { resources: { type: string }[] };
  return state.resources.map(({ type }) => type);
}

const table = "slipway-state-lock";
const lockId = { LockID: { S: `${bucket}/state.tfstate` } };

async function dynamo(): Promise<DynamoDBClient> {
  const credentials = await aws.credentials("111111111111");
  return new DynamoDBClient({ endpoint: aws.endpoint, region: "eu-west-1", credentials });
}

/** Where a kill hits is chance; this is what it may leave. */
async function lockAsKilledRunWould(): Promise<void> {
  const Info = { S: JSON.stringify({ ID: "1", Operation: "migration destination state", Who: whoami() }) };
  await (await dynamo()).send(new PutItemCommand({ TableName: table, Item: { ...lockId, Info } }));
}

async function lock(): Promise<unknown> {
  return (await (await dynamo()).send(new GetItemCommand({ TableName: table, Key: lockId }))).Item;
}

test("finishes after a kill at each stage, then has nothing left to do", async () => {
  await interruptedWhen(
    () => existsSync(localState) && readFileSync(localState, "utf8").includes("aws_kms_key"),
  );
  // As `make clean` would.
  rmSync(join(clone, "cdktf.out"), { recursive: true });
  await interruptedWhen((output) => /moving the state[^]*Initializing the backend/.test(output));
  copyFileSync(localState, join(folder, "kept.tfstate"));
  await lockAsKilledRunWould();

  await expect(finished()).resolves.toContain(`bootstrap: ${bucket} is ready`);
  expect(existsSync(localState)).toBe(false);
  expect(await storedTypes()).toEqual(
    expect.arrayContaining(["aws_dynamodb_table", "aws_kms_key", "aws_s3_bucket"]),
  );

  // Killed between the move and the last deletion, in the apply that follows the move.
  copyFileSync(join(folder, "kept.tfstate"), localState);
  await lockAsKilledRunWould();
  await expect(finished()).resolves.not.toContain("making");
  expect(existsSync(localState)).toBe(false);
  expect(await lock()).toBeUndefined();

  await expect(finished()).resolves.not.toMatch(/making|moving/);
}, 600_000);

test.each([
  ["in the table", []],
  ["beside the states", ["-backend-config=use_lockfile=true", "-backend-config=dynamodb_table="]],
])(
  "of two applies at once, with locks %s, the second is refused and told who holds the lock",
  async (_where, options) => {
    await terraform("init", "-reconfigure", "-input=false", ...options).ended;
    const state = JSON.parse(
      readFileSync(join(clone, "cdktf.out", "stacks", "state", "cdk.tf.json"), "utf8"),
    ) as { resource: { aws_kms_alias: Record<string, unknown> } };
    const [alias] = Object.keys(state.resource.aws_kms_alias);
    const first = terraform("apply", `-replace=aws_kms_alias.${alias}`);
    await until(first, (output) => output.includes("Enter a value"));

    const second = terraform("apply", "-auto-approve", "-input=false");
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain("Error acquiring the state lock");
    expect(second.output()).toMatch(new RegExp(`Who: +${whoami()}`));

    first.child.stdin.end("no\n");
    expect(await first.ended).toBe(1);
    const third = terraform("plan", "-detailed-exitcode", "-input=false");
    expect([await third.ended, third.output()]).toEqual([0, expect.anything()]);
  },
  120_000,
);
