import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { CodePipelineClient, ListActionExecutionsCommand } from "@aws-sdk/client-codepipeline";
import { HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { App, LocalBackend, type TerraformStack } from "cdktf";
import { command, mustSucceed } from "../../../local/demo/command";
import { Delivery } from "../../../local/demo/delivery";
import { sourceArchive } from "../../../local/demo/source";
import { LocalAws } from "../../../local/local-aws";
import { ArtifactsStack } from "../../../stacks/artifacts-stack";
import { DeliveryStack } from "../../../stacks/delivery-stack";
import { estate } from "../../../stacks/environments";
import { toolsNames } from "../../../stacks/names";

jest.setTimeout(400_000);

const { account, region } = estate.tools;
const application = path.join(__dirname, "../../../sample-app");
const signal = new AbortController().signal;
let folder: string;
let aws: LocalAws;

/** Every stack with a local state, as Terraform reads it without a backend of ours. */
function synthesize(): void {
  const app = new App({ outdir: path.join(folder, "cdktf.out") });
  const artifacts = new ArtifactsStack(app, "artifacts", { estate });
  const delivery = new DeliveryStack(app, "delivery", { estate, artifacts });
  for (const stack of [artifacts, delivery] as TerraformStack[]) {
    new LocalBackend(stack, { path: path.join(folder, `${stack.node.id}.tfstate`) });
  }
  app.synth();
}

function terraform(stack: string) {
  return {
    cwd: path.join(folder, "cdktf.out/stacks", stack),
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_REGION: region,
      CHECKPOINT_DISABLE: "1",
    },
    logFile: path.join(folder, "terraform.log"),
    signal,
  };
}

async function client() {
  return { endpoint: aws.endpoint, region, credentials: await aws.credentials(account) };
}

/** What the pipeline would have started the environment's state machine with. */
async function releaseInput(pipelineExecutionId: string) {
  const { actionExecutionDetails = [] } = await new CodePipelineClient(await client()).send(
    new ListActionExecutionsCommand({
      pipelineName: toolsNames(estate).pipeline,
      filter: { pipelineExecutionId },
    }),
  );
  const release = actionExecutionDetails.find(({ actionName }) => actionName === "Release");
  return JSON.parse(release?.input?.resolvedConfiguration?.["Input"] ?? "{}") as {
    version: string;
    revision: { bucket: string; key: string; objectVersion: string; sha256: string };
    pipelineExecutionId: string;
  };
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "slipway-delivery-"));
  aws = await new LocalAws({ folder: path.join(folder, "local") }).start();
  synthesize();
  for (const stack of ["artifacts", "delivery"]) {
    await mustSucceed("terraform", ["init", "-input=false"], terraform(stack));
    await mustSucceed("terraform", ["apply", "-auto-approve", "-input=false"], terraform(stack));
  }
});

afterAll(async () => {
  await aws.close();
  await rm(folder, { recursive: true, force: true });
});

test("a pushed source is built by its buildspec and published once, and its failed tests stop the pipeline", async () => {
  const delivery = await Delivery.in(aws, { account, region });

  const pushed = await delivery.push(await sourceArchive(application, { version: "v7" }));
  const outcome = await delivery.outcome(pushed, signal, () => undefined);

  // No environment is deployed here, so the release itself cannot start.
  expect(outcome).toMatchObject({ status: "Failed", failure: { stage: "dev", action: "Release" } });
  const { version, revision, pipelineExecutionId } = await releaseInput(outcome.executionId);
  expect({ version, pipelineExecutionId }).toEqual({
    version: "v7",
    pipelineExecutionId: outcome.executionId,
  });
  expect(revision.key).toBe(`releases/v7/${revision.sha256}.zip`);
  const s3 = new S3Client({ ...(await client()), forcePathStyle: true });
  const { bucket: Bucket, key: Key, objectVersion: VersionId } = revision;
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key, VersionId }))).resolves.toMatchObject({
    VersionId,
  });

  const broken = await delivery.push(await sourceArchive(application, { version: "v8", failingTest: true }));
  expect(await delivery.outcome(broken, signal, () => undefined)).toMatchObject({
    status: "Failed",
    failure: { stage: "Build", action: "Build", message: expect.stringContaining("npm test") as string },
  });
});

test("Terraform finds nothing to change afterwards", async () => {
  for (const stack of ["artifacts", "delivery"]) {
    const plan = await command("terraform", ["plan", "-detailed-exitcode", "-input=false"], terraform(stack));
    expect(plan.exitCode === 0 ? "" : plan.output).toBe("");
  }
});
