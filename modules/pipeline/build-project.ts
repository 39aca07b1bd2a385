import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { CodebuildProject } from "@cdktf/provider-aws/lib/codebuild-project";
import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { Construct } from "constructs";
import { arn, type Location, s3Arn } from "../location";
import { ServiceRole } from "../security/service-role";

export interface ArtifactStore {
  readonly bucket: string;
  readonly keyArn: string;
}

export interface BuildProjectProps {
  readonly location: Location;
  /** Name of the project, its role and its log group, and the prefix of its report groups. */
  readonly name: string;
  readonly computeType: string;
  readonly architecture: "x86_64" | "arm64";
  /** Image of the build container. */
  readonly image: string;
  readonly timeoutMinutes: number;
  /**
   * Days that build logs are kept.
   * @default 90
   */
  readonly logRetentionDays?: number;
  /** Key of its log group. */
  readonly logKeyArn: string;
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
    const { name, location, computeType, architecture, image, timeoutMinutes } = props;
    const { artifacts, publishPrefix, logRetentionDays = 90, logKeyArn } = props;
    const logs = new CloudwatchLogGroup(this, "logs", {
      name: `/aws/codebuild/${name}`,
      retentionInDays: logRetentionDays,
      kmsKeyId: logKeyArn,
    });
    const { role, policy } = new ServiceRole(this, "role", {
      name,
      service: "codebuild.amazonaws.com",
      account: location.account,
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
        type: architecture === "arm64" ? "ARM_CONTAINER" : "LINUX_CONTAINER",
        computeType,
        image,
        privilegedMode: false,
        environmentVariable: [
          { name: "ARTIFACTS_BUCKET", value: artifacts.bucket },
          { name: "RELEASE_PREFIX", value: publishPrefix },
        ],
      },
      logsConfig: { cloudwatchLogs: { status: "ENABLED", groupName: logs.name } },
      dependsOn: [policy],
    });
  }
}

function statementsOf(props: BuildProjectProps, logGroupArn: string): DataAwsIamPolicyDocumentStatement[] {
  const { name, location, artifacts, inputPrefix, publishPrefix } = props;
  const bucketArn = s3Arn(location, artifacts.bucket);
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
      resources: [arn(location, "codebuild", `report-group/${name}-*`)],
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
    {
      sid: "Publish",
      // The same source built again finds what it has published before.
      actions: ["s3:GetObject", "s3:PutObject"],
      resources: [`${bucketArn}/${publishPrefix}*`],
    },
    {
      sid: "UseArtifactsKey",
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [artifacts.keyArn],
    },
  ];
}
