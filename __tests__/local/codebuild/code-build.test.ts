import {
  BatchGetBuildsCommand,
  BatchGetProjectsCommand,
  CodeBuildClient,
  CreateProjectCommand,
  DeleteProjectCommand,
  StartBuildCommand,
  StopBuildCommand,
  UpdateProjectCommand,
  type Build,
} from "@aws-sdk/client-codebuild";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CodeBuild } from "../../../local/codebuild/code-build";
import { fakeAws, type FakeAws } from "../fake-context";
import { FakeS3, zipOf } from "./fake-s3";

// Each build starts processes.
jest.setTimeout(30_000);

let aws: FakeAws;
let s3: FakeS3;
let client: CodeBuildClient;

const project = {
  name: "app-build",
  serviceRole: "arn:aws:iam::222222222222:role/app-build",
  source: { type: "CODEPIPELINE" as const, buildspec: "buildspec.yml" },
  artifacts: { type: "CODEPIPELINE" as const },
  environment: {
    type: "LINUX_CONTAINER" as const,
    image: "aws/codebuild/amazonlinux2-x86_64-standard:5.0",
    computeType: "BUILD_GENERAL1_SMALL" as const,
    environmentVariables: [{ name: "ARTIFACTS_BUCKET", value: "artifacts" }],
  },
  tags: [{ key: "stack", value: "delivery" }],
};

beforeEach(async () => {
  s3 = new FakeS3();
  aws = await fakeAws((context) => [s3, new CodeBuild(context)]);
  client = new CodeBuildClient(aws.client);
  await client.send(new CreateProjectCommand(project));
});

afterEach(() => aws.close());

/** Starts a build of a source that holds these files, as CodePipeline would. */
async function start(files: Record<string, string>): Promise<string> {
  s3.objects.set("artifacts/in/source", await zipOf(files));
  const { build: started } = await client.send(
    new StartBuildCommand({
      projectName: project.name,
      sourceTypeOverride: "S3",
      sourceLocationOverride: "artifacts/in/source",
    }),
  );
  return started?.id ?? "";
}

const build = async (files: Record<string, string>) => ended(await start(files));

async function ended(id: string): Promise<Build> {
  for (;;) {
    const { builds } = await client.send(new BatchGetBuildsCommand({ ids: [id] }));
    const [found] = builds ?? [];
    if (found?.buildComplete === true) return found;
    await sleep(20);
  }
}

const log = ({ id = "" }: Build) =>
  readFile(join(aws.context.folder, "logs/codebuild", `${id.replace(":", "-")}.log`), "utf8");
const statusOf = ({ phases = [] }: Build, phase: string) =>
  phases.find(({ phaseType }) => phaseType === phase)?.phaseStatus;

describe("projects", () => {
  test("keeps what Terraform sets, changes what it names and forgets what it deletes", async () => {
    const { project: updated } = await client.send(
      new UpdateProjectCommand({ name: project.name, description: "new", tags: [] }),
    );
    expect(updated).toMatchObject({ description: "new", tags: [], source: project.source });
    const found = await client.send(new BatchGetProjectsCommand({ names: [project.name, "other"] }));
    expect(found.projects?.[0]).toMatchObject({
      arn: "arn:aws:codebuild:eu-west-1:222222222222:project/app-build",
      timeoutInMinutes: 60,
      queuedTimeoutInMinutes: 480,
      created: expect.any(Date) as Date,
    });
    expect(found.projectsNotFound).toEqual(["other"]);
    await client.send(new DeleteProjectCommand({ name: project.name }));
    await expect(client.send(new StartBuildCommand({ projectName: project.name }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  test("refuses a second project of the same name", async () => {
    await expect(client.send(new CreateProjectCommand(project))).rejects.toMatchObject({
      name: "ResourceAlreadyExistsException",
    });
  });
});

describe("a build", () => {
  test("runs the phases with the project's variables and role, and exports variables", async () => {
    const result = await build({
      "buildspec.yml": `
version: 0.2
env: { exported-variables: [VERSION, WHO] }
phases:
  build:
    commands:
      - export VERSION="$(cat VERSION)-$ARTIFACTS_BUCKET"
      - export WHO="$AWS_SECRET_ACCESS_KEY@$AWS_REGION"
  post_build:
    commands:
      - test "$CODEBUILD_BUILD_SUCCEEDING" = 1
`,
      VERSION: "v2",
    });
    expect(result).toMatchObject({
      buildStatus: "SUCCEEDED",
      currentPhase: "COMPLETED",
      initiator: "codepipeline",
    });
    expect(result.exportedEnvironmentVariables).toEqual([
      { name: "VERSION", value: "v2-artifacts" },
      { name: "WHO", value: "app-build@eu-west-1" },
    ]);
  });

  test("that reports tests needs a role that may, on a group named after the project", async () => {
    const act = jest.spyOn(aws.context.iam, "act");
    act.mockImplementation((_role, _session, requirements) =>
      requirements.some(({ action }) => action === "codebuild:CreateReport")
        ? Promise.reject(new Error(`may not report to ${requirements[0]?.resource}`))
        : Promise.resolve(),
    );
    const result = await build({
      "buildspec.yml": "{ version: 0.2, phases: {}, reports: { unit-tests: { files: [junit.xml] } } }",
    });
    expect(result.buildStatus).toBe("FAILED");
    expect(result.phases?.at(-1)?.contexts?.[0]?.message).toBe(
      "may not report to arn:aws:codebuild:eu-west-1:222222222222:report-group/app-build-unit-tests",
    );
  });

  test("that fails still runs post_build, which can see it, and names the command", async () => {
    const result = await build({
      "buildspec.yml": `
version: 0.2
phases:
  build: { commands: ["exit 3", "echo unreachable"] }
  post_build: { commands: ['echo "succeeding: $CODEBUILD_BUILD_SUCCEEDING"'] }
`,
    });
    expect(result.buildStatus).toBe("FAILED");
    expect(result.phases?.find(({ phaseType }) => phaseType === "BUILD")?.contexts).toEqual([
      {
        statusCode: "COMMAND_EXECUTION_ERROR",
        message: "Error while executing command: exit 3. Reason: exit status 3",
      },
    ]);
    const text = await log(result);
    expect(text).toContain("succeeding: 0");
    expect(text).not.toContain("unreachable");
  });

  test.each(["install", "pre_build"])("ends after a failed %s", async (phase) => {
    const result = await build({
      "buildspec.yml": `{ version: 0.2, phases: { ${phase}: { commands: ["false"] }, build: { commands: ["true"] } } }`,
    });
    expect(result.buildStatus).toBe("FAILED");
    expect(statusOf(result, "BUILD")).toBeUndefined();
  });

  test("without a buildspec fails while it downloads the source", async () => {
    const result = await build({ README: "" });
    expect(statusOf(result, "DOWNLOAD_SOURCE")).toBe("FAILED");
    expect(result.buildStatus).toBe("FAILED");
  });

  test("fails with a variable that local AWS could not resolve", async () => {
    const environmentVariables = [{ name: "TOKEN", value: "/token", type: "PARAMETER_STORE" as const }];
    const environment = { ...project.environment, environmentVariables };
    await client.send(new UpdateProjectCommand({ name: project.name, environment }));
    const result = await build({ "buildspec.yml": "{ version: 0.2, phases: {} }" });
    expect(result.buildStatus).toBe("FAILED");
    expect(await log(result)).toContain("TOKEN must be PLAINTEXT on local AWS, got PARAMETER_STORE");
  });

  test("that is stopped before its first command runs none", async () => {
    jest.spyOn(aws.context.iam, "act").mockImplementation(() => sleep(200));
    const id = await start({
      "buildspec.yml": '{ version: 0.2, phases: { install: { commands: ["true"] } } }',
    });
    await client.send(new StopBuildCommand({ id }));
    const result = await ended(id);
    expect(result.buildStatus).toBe("STOPPED");
    expect(await log(result)).not.toContain("Running command");
  });

  test("is refused with what local AWS does not run", async () => {
    const start = new StartBuildCommand({ projectName: project.name, buildspecOverride: "version: 0.2" });
    await expect(client.send(start)).rejects.toThrow("local AWS does not simulate buildspecOverride");
  });

  test("can be stopped, with the processes it started", async () => {
    const id = await start({
      "buildspec.yml": '{ version: 0.2, phases: { build: { commands: ["sleep 60"] } } }',
    });
    await sleep(300);
    await client.send(new StopBuildCommand({ id }));
    expect((await ended(id)).buildStatus).toBe("STOPPED");
  });
});
