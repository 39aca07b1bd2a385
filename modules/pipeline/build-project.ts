import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { CodebuildProject } from "@cdktf/provider-aws/lib/codebuild-project";
import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { Construct } from "constructs";
import { ServiceRole } from "../security/service-role";

export interface ArtifactStore {
  readonly bucket: string;
  readonly keyArn: string;
}

export interface BuildProjectProps {
  /** Name of the project, its log group and the prefix of its report groups. */
  readonly name: string;
  readonly roleName: string;
  readonly account: string;
  readonly region: string;
  readonly computeType: string;
  /** Image of the build container, for x86_64. */
  readonly image: string;
  readonly timeoutMinutes: number;
  /**
   * Days that build logs are kept.
   * @default 90
   */
  readonly logRetentionDays?: number;
  readonly artifacts: ArtifactStore;
  /** Where the pipeline lays its artifacts for the build, such as `my-pipeline/`. */
  readonly inputPrefix: string;
  /** Where the build publishes, such as `releases/`. */
  readonly publishPrefix: string;
}

/** A CodeBuild project that a pipeline starts: it runs the source's own `buildspec.yml` and publishes once. */
export class BuildProject extends Construct {
  readonly project: CodebuildProject;

  constructor(scope: Construct, id: string, props: BuildProjectProps) {
    super(scope, id);
    const { name, roleName, account, computeType, image, timeoutMinutes, logRetentionDays = 90 } = props;
    const { artifacts } = props;
    const logs = new CloudwatchLogGroup(this, "logs", {
      name: `/aws/codebuild/${name}`,
      retentionInDays: logRetentionDays,
    });
    const { role, policy } = new ServiceRole(this, "role", {
      name: roleName,
      service: "codebuild.amazonaws.com",
      account,
      statements: statementsOf(props, logs.arn),
    });
    this.project = new CodebuildProject(this, "project", {
      name,
      description: "Builds, tests and publishes what the pipeline's source holds",
      serviceRole: role.arn,
      buildTimeout: timeoutMinutes,
      encryptionKey: artifacts.keyArn,
      source: { type: "CODEPIPELINE", buildspec: "buildspec.yml" },
      artifacts: { type: "CODEPIPELINE" },
      // A cache would let one build change the next one.
      cache: { type: "NO_CACHE" },
      environment: {
        type: "LINUX_CONTAINER",
        computeType,
        image,
        privilegedMode: false,
        environmentVariable: [
          { name: "ARTIFACTS_BUCKET", value: artifacts.bucket },
          { name: "ARTIFACTS_KEY_ARN", value: artifacts.keyArn },
        ],
      },
      logsConfig: { cloudwatchLogs: { status: "ENABLED", groupName: logs.name } },
      dependsOn: [policy],
    });
  }
}

function statementsOf(props: BuildProjectProps, logGroupArn: string): DataAwsIamPolicyDocumentStatement[] {
  const { name, account, region, artifacts, inputPrefix, publishPrefix } = props;
  const bucketArn = `arn:aws:s3:::${artifacts.bucket}`;
  return [
    {
      sid: "WriteLogs",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [`${logGroupArn}:*`],
    },
    {
      sid: "WriteReports",
      actions: [
        "codebuild:BatchPutTestCases",
        "codebuild:CreateReport",
        "codebuild:CreateReportGroup",
        "codebuild:UpdateReport",
      ],
      // CodeBuild makes a report group per entry of the buildspec's `reports`, named after the project.
      resources: [`arn:aws:codebuild:${region}:${account}:report-group/${name}-*`],
    },
    {
      sid: "ReadInput",
      actions: ["s3:GetObject", "s3:GetObjectVersion"],
      resources: [`${bucketArn}/${inputPrefix}*`],
    },
    {
      sid: "AskArtifactsBucket",
      actions: ["s3:GetBucketAcl", "s3:GetBucketLocation"],
      resources: [bucketArn],
    },
    { sid: "Publish", actions: ["s3:PutObject"], resources: [`${bucketArn}/${publishPrefix}*`] },
    {
      sid: "UseArtifactsKey",
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [artifacts.keyArn],
    },
  ];
}
