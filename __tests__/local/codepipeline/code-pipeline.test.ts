import { setTimeout as sleep } from "node:timers/promises";
import {
  CodePipelineClient,
  CreatePipelineCommand,
  DeletePipelineCommand,
  GetPipelineCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  ListPipelinesCommand,
  ListTagsForResourceCommand,
  StartPipelineExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdatePipelineCommand,
  type PipelineDeclaration,
} from "@aws-sdk/client-codepipeline";
import { CodePipeline } from "../../../local/codepipeline/code-pipeline";
import { FakeS3 } from "../codebuild/fake-s3";
import { fakeAws, type FakeAws } from "../fake-context";
import { FakeService, FakeSts } from "./fake-peers";

const name = "app-delivery";
const starterRole = "arn:aws:iam::333333333333:role/app-dev-release-starter";
const declaration: PipelineDeclaration = {
  name,
  roleArn: "arn:aws:iam::222222222222:role/app-delivery-pipeline",
  pipelineType: "V2",
  executionMode: "SUPERSEDED",
  artifactStore: { type: "S3", location: "artifacts" },
  stages: [
    {
      name: "Source",
      actions: [
        {
          name: "Source",
          actionTypeId: { category: "Source", owner: "AWS", provider: "S3", version: "1" },
          configuration: { S3Bucket: "source", S3ObjectKey: "source.zip", PollForSourceChanges: "false" },
          outputArtifacts: [{ name: "source" }],
        },
      ],
    },
    {
      name: "Build",
      actions: [
        {
          name: "Build",
          actionTypeId: { category: "Build", owner: "AWS", provider: "CodeBuild", version: "1" },
          namespace: "Build",
          configuration: { ProjectName: "app-build" },
          inputArtifacts: [{ name: "source" }],
        },
      ],
    },
    {
      name: "dev",
      actions: [
        {
          name: "Release",
          actionTypeId: { category: "Invoke", owner: "AWS", provider: "StepFunctions", version: "1" },
          roleArn: starterRole,
          configuration: {
            StateMachineArn: "arn:aws:states:eu-west-1:333333333333:stateMachine:app-dev-release",
            InputType: "Literal",
            Input:
              '{"version":"#{Build.VERSION}","pipelineExecutionId":"#{codepipeline.PipelineExecutionId}"}',
          },
        },
      ],
    },
  ],
};

jest.setTimeout(30_000);

let aws: FakeAws;
let s3: FakeS3;
let client: CodePipelineClient;
let build: { buildStatus: string; phases: unknown[]; complete: boolean };
let execution: { status: string; error?: string; cause?: string };
let codebuild: FakeService;
let states: FakeService;

beforeEach(async () => {
  s3 = new FakeS3();
  s3.objects.set("source/source.zip", Buffer.from("the source"));
  build = { buildStatus: "SUCCEEDED", phases: [], complete: true };
  execution = { status: "SUCCEEDED" };
  codebuild = new FakeService("codebuild", {
    StartBuild: () => ({ build: { id: "app-build:1" } }),
    BatchGetBuilds: () => ({
      builds: [
        {
          id: "app-build:1",
          buildComplete: build.complete,
          buildStatus: build.buildStatus,
          phases: build.phases,
          exportedEnvironmentVariables: [{ name: "VERSION", value: "v2" }],
        },
      ],
    }),
  });
  states = new FakeService("states", {
    DescribeStateMachine: () => ({}),
    StartExecution: ({ parameters: input }) => ({
      executionArn: `arn:aws:states:execution:${String(input["name"])}`,
      startDate: 1,
    }),
    DescribeExecution: () => ({ ...execution }),
  });
  aws = await fakeAws((context) => [s3, codebuild, states, new FakeSts(), new CodePipeline(context)]);
  client = new CodePipelineClient(aws.client);
  await client.send(
    new CreatePipelineCommand({ pipeline: declaration, tags: [{ key: "stack", value: "delivery" }] }),
  );
});

afterEach(() => aws.close());

const start = async () =>
  (await client.send(new StartPipelineExecutionCommand({ name }))).pipelineExecutionId ?? "";

async function status(id: string) {
  const command = new ListPipelineExecutionsCommand({ pipelineName: name });
  const { pipelineExecutionSummaries = [] } = await client.send(command);
  return pipelineExecutionSummaries.find(({ pipelineExecutionId }) => pipelineExecutionId === id)?.status;
}

async function ended(id: string) {
  for (;;) {
    const now = await status(id);
    if (now !== "InProgress") return now;
    await sleep(20);
  }
}

async function actions(pipelineExecutionId: string) {
  const listed = await client.send(
    new ListActionExecutionsCommand({ pipelineName: name, filter: { pipelineExecutionId } }),
  );
  return listed.actionExecutionDetails ?? [];
}

describe("pipelines", () => {
  test("gives back what was deployed, and counts its versions", async () => {
    const { pipeline, metadata } = await client.send(new GetPipelineCommand({ name }));
    expect(pipeline).toMatchObject({ ...declaration, version: 1 });
    expect(metadata).toMatchObject({
      pipelineArn: "arn:aws:codepipeline:eu-west-1:222222222222:app-delivery",
      created: expect.any(Date) as Date,
    });
    const updated = await client.send(new UpdatePipelineCommand({ pipeline: declaration }));
    expect(updated.pipeline?.version).toBe(2);
    const { pipelines } = await client.send(new ListPipelinesCommand({}));
    expect(pipelines).toMatchObject([{ name, version: 2, pipelineType: "V2" }]);
  });

  test("keeps tags", async () => {
    const resourceArn = "arn:aws:codepipeline:eu-west-1:222222222222:app-delivery";
    await client.send(new TagResourceCommand({ resourceArn, tags: [{ key: "owner", value: "team" }] }));
    await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ["stack"] }));
    const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual([{ key: "owner", value: "team" }]);
  });

  test("names what does not exist, exists already or is malformed", async () => {
    await expect(client.send(new CreatePipelineCommand({ pipeline: declaration }))).rejects.toMatchObject({
      name: "PipelineNameInUseException",
    });
    for (const broken of [{ stages: [] }, { executionMode: "QUEUED" as const }]) {
      const pipeline = { ...declaration, name: "broken", ...broken };
      await expect(client.send(new CreatePipelineCommand({ pipeline }))).rejects.toMatchObject({
        name: "InvalidStructureException",
      });
    }
    await client.send(new DeletePipelineCommand({ name }));
    await expect(client.send(new GetPipelineCommand({ name }))).rejects.toMatchObject({
      name: "PipelineNotFoundException",
    });
  });
});

describe("an execution", () => {
  test("carries the source's version through the build into the state machine's input", async () => {
    const id = await start();
    expect(await ended(id)).toBe("Succeeded");

    const { pipelineExecutionSummaries } = await client.send(
      new ListPipelineExecutionsCommand({ pipelineName: name }),
    );
    expect(pipelineExecutionSummaries?.[0]?.sourceRevisions?.[0]).toMatchObject({
      actionName: "Source",
      revisionId: "first",
    });
    const [started] = codebuild.inputs("StartBuild");
    const location = String(started?.["sourceLocationOverride"]);
    expect(location).toMatch(/^artifacts\/app-delivery\/source\/[\w-]{7}$/);
    expect(s3.objects.get(location)?.toString()).toBe("the source");
    const release = states.requests.find(({ operation }) => operation === "StartExecution");
    expect(JSON.parse(String(release?.parameters["input"]))).toEqual({
      version: "v2",
      pipelineExecutionId: id,
    });
    const details = await actions(id);
    expect(details.map(({ stageName, actionName }) => `${stageName}/${actionName}`)).toEqual([
      "dev/Release",
      "Build/Build",
      "Source/Source",
    ]);
    expect(details[1]?.output).toMatchObject({
      outputVariables: { VERSION: "v2" },
      executionResult: { externalExecutionId: "app-build:1" },
    });
  });

  test("uses the pipeline's role, and an action's own where it has one", async () => {
    await ended(await start());
    expect(codebuild.requests[0]).toMatchObject({ account: "222222222222" });
    expect(states.requests[0]).toMatchObject({ account: "333333333333" });
    expect(states.requests[0]?.headers["x-amz-security-token"]).toBe("app-dev-release-starter");
  });

  test("stops at a failed build, with the build's own words", async () => {
    build = {
      complete: true,
      buildStatus: "FAILED",
      phases: [
        {
          phaseType: "BUILD",
          phaseStatus: "FAILED",
          contexts: [{ statusCode: "COMMAND_EXECUTION_ERROR", message: "exit status 1" }],
        },
      ],
    };
    const id = await start();
    expect(await ended(id)).toBe("Failed");
    const [failed] = await actions(id);
    expect(failed).toMatchObject({
      stageName: "Build",
      status: "Failed",
      output: {
        executionResult: {
          errorDetails: {
            code: "JobFailed",
            message:
              "Build terminated with state: FAILED. Phase: BUILD, Code: COMMAND_EXECUTION_ERROR, Message: exit status 1",
          },
        },
      },
    });
    expect(states.requests).toEqual([]);
  });

  test("fails with the state machine's error and cause", async () => {
    execution = { status: "FAILED", error: "GateFailed", cause: "20 %: 34 % of 120 requests failed" };
    const id = await start();
    expect(await ended(id)).toBe("Failed");
    expect((await actions(id))[0]?.output?.executionResult?.errorDetails?.message).toBe(
      "State machine execution FAILED. GateFailed: 20 %: 34 % of 120 requests failed",
    );
  });

  test("fails at its source when there is none", async () => {
    s3.objects.clear();
    const id = await start();
    expect(await ended(id)).toBe("Failed");
    expect((await actions(id))[0]?.output?.executionResult?.errorDetails?.message).toBe(
      "The Amazon S3 object key source.zip does not exist in bucket source.",
    );
  });

  test("fails at its source when the bucket keeps no versions", async () => {
    s3.versions.set("source/source.zip", "null");
    const id = await start();
    expect(await ended(id)).toBe("Failed");
    expect((await actions(id))[0]?.output?.executionResult?.errorDetails?.message).toBe(
      "Versioning must be enabled on the bucket source.",
    );
  });

  test("that waits in front of a stage is superseded by a newer one", async () => {
    execution = { status: "RUNNING" };
    const first = await start();
    while (states.inputs("StartExecution").length === 0) await sleep(20);
    const second = await start();
    while ((await actions(second))[0]?.status !== "Succeeded" || (await actions(second)).length < 2)
      await sleep(20);
    expect([await status(first), await status(second)]).toEqual(["InProgress", "InProgress"]);
    const third = await start();
    expect(await ended(second)).toBe("Superseded");
    execution = { status: "SUCCEEDED" };
    expect([await ended(first), await ended(third)]).toEqual(["Succeeded", "Succeeded"]);
  });

  test.each([
    [0, { outputArtifacts: [] }, "output artifact"],
    [1, { configuration: { ProjectName: "app-build", EnvironmentVariables: "[]" } }, "EnvironmentVariables"],
    [1, { outputArtifacts: [{ name: "built" }] }, "outputArtifacts"],
    [2, { configuration: { StateMachineArn: "arn", InputType: "FilePath" } }, "InputType"],
    [2, { configuration: { StateMachineArn: "arn", ExecutionNamePrefix: "p" } }, "ExecutionNamePrefix"],
  ])("fails at what cannot run: stage %i with %j", async (index, fields, named) => {
    const stages = declaration.stages?.map((stage, at) =>
      at === index
        ? { ...stage, actions: stage.actions?.map((action) => ({ ...action, ...fields })) }
        : stage,
    );
    await client.send(new UpdatePipelineCommand({ pipeline: { ...declaration, stages } }));
    const id = await start();
    expect(await ended(id)).toBe("Failed");
    expect((await actions(id))[0]?.output?.executionResult?.errorDetails).toMatchObject({
      code: "ConfigurationError",
      message: expect.stringContaining(named) as string,
    });
  });
});
