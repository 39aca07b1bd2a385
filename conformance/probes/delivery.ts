import {
  BatchGetBuildsCommand,
  CodeBuildClient,
  CreateProjectCommand,
  DeleteProjectCommand,
  StartBuildCommand,
  StopBuildCommand,
} from "@aws-sdk/client-codebuild";
import {
  CodePipelineClient,
  CreatePipelineCommand,
  DeletePipelineCommand,
  GetPipelineCommand,
} from "@aws-sdk/client-codepipeline";
import { refusal, type ProbeGroup } from "../probe";
import { accountOf, roleFor } from "../roles";
import type { Sandbox } from "../sandbox";
import { bucketOf } from "./s3";

const PIPELINES = "https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_CreatePipeline.html";
const BUILDS = "https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StopBuild.html";

const LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];

/** A build that waits a while, and writes nothing anywhere. */
function projectOf(sandbox: Sandbox): Promise<string> {
  return sandbox.once("project", async () => {
    const client = sandbox.client(CodeBuildClient);
    const name = sandbox.name("build");
    const serviceRole = await roleFor(
      sandbox,
      "codebuild",
      [{ Effect: "Allow", Action: LOGS, Resource: "*" }],
      "codebuild.amazonaws.com",
    );
    const buildspec = "version: 0.2\nphases:\n  build:\n    commands:\n      - sleep 60\n";
    const made = await sandbox.until(async () => {
      const outcome = await refusal(
        client.send(
          new CreateProjectCommand({
            name,
            serviceRole,
            source: { type: "NO_SOURCE", buildspec },
            artifacts: { type: "NO_ARTIFACTS" },
            environment: {
              type: "LINUX_CONTAINER",
              image: "aws/codebuild/amazonlinux-x86_64-standard:5.0",
              computeType: "BUILD_GENERAL1_SMALL",
            },
            logsConfig: { cloudWatchLogs: { status: "DISABLED" } },
            timeoutInMinutes: 5,
            tags: Object.entries(sandbox.tags).map(([key, value]) => ({ key, value })),
          }),
        ),
      );
      return outcome === "accepted" ? name : undefined;
    }, 60);
    if (made === undefined) throw new Error("the project was refused for a minute");
    sandbox.undo("build project", () => client.send(new DeleteProjectCommand({ name })));
    return name;
  });
}

async function pipeline(sandbox: Sandbox, name: string, roleArn: string): Promise<string> {
  const client = sandbox.client(CodePipelineClient);
  const bucket = await bucketOf(sandbox);
  const action = (category: "Source" | "Deploy", configuration: Record<string, string>) => ({
    name: category,
    actionTypeId: { category, owner: "AWS" as const, provider: "S3", version: "1" },
    configuration,
    ...(category === "Source"
      ? { outputArtifacts: [{ name: "source" }] }
      : { inputArtifacts: [{ name: "source" }] }),
  });
  const outcome = await refusal(
    client.send(
      new CreatePipelineCommand({
        pipeline: {
          name,
          roleArn,
          pipelineType: "V2",
          artifactStore: { type: "S3", location: bucket },
          stages: [
            {
              name: "Source",
              actions: [
                action("Source", {
                  S3Bucket: bucket,
                  S3ObjectKey: "none.zip",
                  PollForSourceChanges: "false",
                }),
              ],
            },
            { name: "Deploy", actions: [action("Deploy", { BucketName: bucket, Extract: "true" })] },
          ],
        },
        tags: Object.entries(sandbox.tags).map(([key, value]) => ({ key, value })),
      }),
    ),
  );
  if (outcome === "accepted")
    sandbox.undo(`pipeline ${name}`, () => client.send(new DeletePipelineCommand({ name })));
  return outcome;
}

export const deliveryProbes: ProbeGroup = {
  service: "CodePipeline and CodeBuild",
  probes: [
    {
      id: "codepipeline-role",
      behaviour: "a pipeline refuses a role that CodePipeline cannot assume",
      documentation: PIPELINES,
      expected: "InvalidStructureException",
      run: async (sandbox) =>
        pipeline(
          sandbox,
          sandbox.name("refused"),
          `arn:aws:iam::${await accountOf(sandbox)}:role/${sandbox.name("none")}`,
        ),
    },
    {
      id: "codepipeline-name",
      behaviour: "a pipeline's name has at most 100 characters",
      documentation:
        "https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineDeclaration.html",
      expected: "ValidationException",
      run: async (sandbox) =>
        pipeline(
          sandbox,
          sandbox.name("x".repeat(101)).slice(0, 101),
          await roleFor(sandbox, "codepipeline", [], "codepipeline.amazonaws.com"),
        ),
    },
    {
      id: "codepipeline-missing",
      behaviour: "a pipeline that is not there is named as such",
      documentation: "https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipeline.html",
      expected: "PipelineNotFoundException",
      run: (sandbox) =>
        refusal(
          sandbox.client(CodePipelineClient).send(new GetPipelineCommand({ name: sandbox.name("none") })),
        ),
    },
    {
      id: "codebuild-stop",
      behaviour: "a build that is stopped ends as STOPPED",
      documentation: BUILDS,
      expected: "STOPPED",
      run: async (sandbox) => {
        const client = sandbox.client(CodeBuildClient);
        const projectName = await projectOf(sandbox);
        const { build } = await client.send(new StartBuildCommand({ projectName }));
        const id = build?.id ?? "";
        await client.send(new StopBuildCommand({ id }));
        const status = await sandbox.until(async () => {
          const { builds } = await client.send(new BatchGetBuildsCommand({ ids: [id] }));
          const found = builds?.[0]?.buildStatus;
          return found === "IN_PROGRESS" ? undefined : found;
        }, 180);
        return status ?? "still running";
      },
    },
    {
      id: "codebuild-missing",
      behaviour: "a project that is not there is named as such",
      documentation: "https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StartBuild.html",
      expected: "ResourceNotFoundException",
      run: (sandbox) =>
        refusal(
          sandbox.client(CodeBuildClient).send(new StartBuildCommand({ projectName: sandbox.name("none") })),
        ),
    },
  ],
};
