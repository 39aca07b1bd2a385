import { CodebuildProject } from "@cdktf/provider-aws/lib/codebuild-project";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Codepipeline } from "@cdktf/provider-aws/lib/codepipeline";
import { DeliveryPipeline, type DeliveryPipelineProps } from "../../../modules/pipeline/delivery-pipeline";
import { S3Source } from "../../../modules/pipeline/s3-source";
import { EncryptionKey } from "../../../modules/security/encryption-key";
import { synth } from "../../synth";
import { statements } from "../statements";

const account = "111111111111";
const target = (name: string, id: string) => ({
  name,
  stateMachineArn: `arn:aws:states:eu-west-1:${id}:stateMachine:app-${name}-release`,
  starterRoleArn: `arn:aws:iam::${id}:role/app-${name}-release-starter`,
});

function pipeline(overrides: Partial<DeliveryPipelineProps> = {}): string {
  return synth((stack) => {
    const key = new EncryptionKey(stack, "source-key", {
      name: "app-source",
      description: "Source",
      location: { partition: "aws", account },
    });
    const source = new S3Source(stack, "source", { bucket: "app-source", objectKey: "source.zip", key });
    new DeliveryPipeline(stack, "delivery", {
      name: "app-delivery",
      roleName: "app-delivery-pipeline",
      location: { partition: "aws", account, region: "eu-west-1" },
      source,
      artifacts: { bucket: "app-artifacts", keyArn: "arn:aws:kms:eu-west-1:111111111111:key/artifacts" },
      build: {
        name: "app-delivery-build",
        architecture: "x86_64",
        publishPrefix: "releases/app/",
        computeType: "BUILD_GENERAL1_SMALL",
        image: "aws/codebuild/amazonlinux2-x86_64-standard:5.0",
        logKeyArn: "arn:aws:kms:eu-west-1:111111111111:key/logs",
        timeoutMinutes: 15,
      },
      releaseTo: [target("dev", "222222222222"), target("production", "444444444444")],
      ...overrides,
    });
  });
}

interface Synthesized {
  readonly resource: {
    readonly aws_codepipeline: Record<string, { readonly stage: { readonly name: string }[] }>;
  };
}

function stages(json: string) {
  return Object.values((JSON.parse(json) as Synthesized).resource.aws_codepipeline)[0]?.stage ?? [];
}

test("goes from the source over the build to each target in the given order", () => {
  expect(stages(pipeline()).map(({ name }) => name)).toEqual(["Source", "Build", "dev", "production"]);
  const swapped = pipeline({
    releaseTo: [target("production", "444444444444"), target("dev", "222222222222")],
  });
  expect(stages(swapped).map(({ name }) => name)).toEqual(["Source", "Build", "production", "dev"]);
});

test("is a V2 pipeline in which the newest revision replaces one that waits", () => {
  expect(pipeline()).toHaveResourceWithProperties(Codepipeline, {
    name: "app-delivery",
    pipeline_type: "V2",
    execution_mode: "SUPERSEDED",
    artifact_store: [
      {
        type: "S3",
        location: "app-artifacts",
        encryption_key: { type: "KMS", id: "arn:aws:kms:eu-west-1:111111111111:key/artifacts" },
      },
    ],
  });
});

test("takes the source without polling and gives it to the build, which exports variables", () => {
  const [source, build] = stages(pipeline());
  expect(source).toMatchObject({
    action: [
      {
        category: "Source",
        provider: "S3",
        configuration: { S3Bucket: "app-source", S3ObjectKey: "source.zip", PollForSourceChanges: "false" },
        output_artifacts: ["source"],
      },
    ],
  });
  expect(build).toMatchObject({
    action: [{ category: "Build", provider: "CodeBuild", namespace: "Build", input_artifacts: ["source"] }],
  });
});

test("starts a target's state machine by a role in its account with what the build exported", () => {
  const [, , dev] = stages(pipeline()) as unknown as { action: [{ configuration: { Input: string } }] }[];
  expect(dev).toMatchObject({
    name: "dev",
    action: [
      {
        name: "Release",
        category: "Invoke",
        provider: "StepFunctions",
        role_arn: "arn:aws:iam::222222222222:role/app-dev-release-starter",
        configuration: {
          StateMachineArn: "arn:aws:states:eu-west-1:222222222222:stateMachine:app-dev-release",
          InputType: "Literal",
        },
      },
    ],
  });
  expect(JSON.parse(dev?.action[0].configuration.Input ?? "")).toEqual({
    version: "#{Build.VERSION}",
    revision: {
      bucket: "app-artifacts",
      key: "#{Build.REVISION_KEY}",
      objectVersion: "#{Build.REVISION_OBJECT_VERSION}",
      sha256: "#{Build.REVISION_SHA256}",
    },
    pipelineExecutionId: "#{codepipeline.PipelineExecutionId}",
  });
});

test("lets the pipeline's role do exactly this", () => {
  const json = pipeline();
  expect(statements(json, "delivery_role_permissions")).toEqual([
    {
      sid: "ReadSource",
      actions: ["s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectVersion", "s3:GetObjectVersionTagging"],
      resources: [expect.stringMatching(/^\$\{aws_s3_bucket\.source_bucket_\w+\.arn\}\/source\.zip$/)],
    },
    {
      sid: "AskSourceBucket",
      actions: ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"],
      resources: [expect.stringMatching(/^\$\{aws_s3_bucket\.source_bucket_\w+\.arn\}$/)],
    },
    {
      sid: "DecryptSource",
      actions: ["kms:Decrypt"],
      resources: [expect.stringMatching(/^\$\{aws_kms_key\.source-key_\w+\.arn\}$/)],
    },
    {
      sid: "KeepArtifacts",
      actions: ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
      resources: ["arn:aws:s3:::app-artifacts/app-delivery/*"],
    },
    {
      sid: "AskArtifactsBucket",
      actions: ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"],
      resources: ["arn:aws:s3:::app-artifacts"],
    },
    {
      sid: "UseArtifactsKey",
      actions: [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
      ],
      resources: ["arn:aws:kms:eu-west-1:111111111111:key/artifacts"],
    },
    {
      sid: "Build",
      actions: ["codebuild:BatchGetBuilds", "codebuild:StartBuild"],
      resources: [expect.stringMatching(/^\$\{aws_codebuild_project\.delivery_build_project_\w+\.arn\}$/)],
    },
    {
      sid: "StartReleases",
      actions: ["sts:AssumeRole"],
      resources: [
        "arn:aws:iam::222222222222:role/app-dev-release-starter",
        "arn:aws:iam::444444444444:role/app-production-release-starter",
      ],
    },
  ]);
});

test("lets the build's role do exactly this", () => {
  expect(statements(pipeline(), "delivery_build_role_permissions")).toEqual([
    {
      sid: "WriteLogs",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [expect.stringMatching(/^\$\{aws_cloudwatch_log_group\.delivery_build_logs_\w+\.arn\}:\*$/)],
    },
    {
      sid: "WriteReports",
      actions: [
        "codebuild:BatchPutTestCases",
        "codebuild:CreateReport",
        "codebuild:CreateReportGroup",
        "codebuild:UpdateReport",
      ],
      resources: ["arn:aws:codebuild:eu-west-1:111111111111:report-group/app-delivery-build-*"],
    },
    {
      sid: "ReadInput",
      actions: ["s3:GetObject", "s3:GetObjectVersion"],
      resources: ["arn:aws:s3:::app-artifacts/app-delivery/*"],
    },
    {
      sid: "AskArtifactsBucket",
      actions: ["s3:GetBucketAcl", "s3:GetBucketLocation"],
      resources: ["arn:aws:s3:::app-artifacts"],
    },
    {
      sid: "Publish",
      actions: ["s3:GetObject", "s3:PutObject"],
      resources: ["arn:aws:s3:::app-artifacts/releases/app/*"],
    },
    {
      sid: "UseArtifactsKey",
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: ["arn:aws:kms:eu-west-1:111111111111:key/artifacts"],
    },
  ]);
});

test.each([
  ["delivery_role_trust", "codepipeline.amazonaws.com"],
  ["delivery_build_role_trust", "codebuild.amazonaws.com"],
])("lets only its service assume the role of %s, for this account", (id, service) => {
  expect(statements(pipeline(), id)).toEqual([
    {
      actions: ["sts:AssumeRole"],
      principals: [{ type: "Service", identifiers: [service] }],
      condition: [{ test: "StringEquals", variable: "aws:SourceAccount", values: [account] }],
    },
  ]);
});

test("cuts a long name in the artifacts' prefix, as CodePipeline does", () => {
  const json = pipeline({ name: "twelve-chars-delivery" });
  expect(statements(json, "delivery_role_permissions")).toContainEqual(
    expect.objectContaining({
      sid: "KeepArtifacts",
      resources: ["arn:aws:s3:::app-artifacts/twelve-chars-deliver/*"],
    }),
  );
});

test("builds by the source's buildspec in the given environment, without privileges or a cache", () => {
  expect(pipeline()).toHaveResourceWithProperties(CodebuildProject, {
    name: "app-delivery-build",
    build_timeout: 15,
    encryption_key: "arn:aws:kms:eu-west-1:111111111111:key/artifacts",
    source: { type: "CODEPIPELINE", buildspec: "buildspec.yml" },
    artifacts: { type: "CODEPIPELINE" },
    cache: { type: "NO_CACHE" },
    environment: {
      type: "LINUX_CONTAINER",
      compute_type: "BUILD_GENERAL1_SMALL",
      image: "aws/codebuild/amazonlinux2-x86_64-standard:5.0",
      privileged_mode: false,
      environment_variable: [
        { name: "ARTIFACTS_BUCKET", value: "app-artifacts" },
        { name: "RELEASE_PREFIX", value: "releases/app/" },
      ],
    },
  });
});

test("keeps build logs for 90 days by default", () => {
  expect(pipeline()).toHaveResourceWithProperties(CloudwatchLogGroup, {
    name: "/aws/codebuild/app-delivery-build",
    retention_in_days: 90,
  });
});
