import { Codepipeline } from "@cdktf/provider-aws/lib/codepipeline";
import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { Construct } from "constructs";
import { artifactPrefix } from "./artifact-prefix";
import { type ArtifactStore, BuildProject, type BuildProjectProps } from "./build-project";
import { type Location, s3Arn } from "../location";
import type { S3Source } from "./s3-source";
import { ServiceRole } from "../security/service-role";
import { buildStage, releaseStage, type ReleaseTarget, sourceStage } from "./stages";

export interface DeliveryPipelineProps {
  readonly location: Location;
  readonly name: string;
  readonly roleName: string;
  readonly source: S3Source;
  readonly artifacts: ArtifactStore;
  readonly build: Pick<
    BuildProjectProps,
    "name" | "architecture" | "computeType" | "image" | "timeoutMinutes" | "publishPrefix" | "logKeyArn"
  >;
  /** In the order in which a revision passes them. */
  readonly releaseTo: readonly ReleaseTarget[];
}

/** One pipeline from a source to all environments: built once, then released to one after another. */
export class DeliveryPipeline extends Construct {
  readonly pipeline: Codepipeline;

  constructor(scope: Construct, id: string, props: DeliveryPipelineProps) {
    super(scope, id);
    const { name, roleName, location, source, artifacts, releaseTo } = props;
    const prefix = artifactPrefix(name);
    const { project } = new BuildProject(this, "build", {
      ...props.build,
      location,
      artifacts,
      inputPrefix: prefix,
    });
    const { role, policy } = new ServiceRole(this, "role", {
      name: roleName,
      service: "codepipeline.amazonaws.com",
      account: location.account,
      statements: [
        ...source.readStatements,
        ...artifactStatements(props, prefix),
        {
          sid: "Build",
          actions: ["codebuild:BatchGetBuilds", "codebuild:StartBuild"],
          resources: [project.arn],
        },
        {
          sid: "StartReleases",
          actions: ["sts:AssumeRole"],
          resources: releaseTo.map(({ starterRoleArn }) => starterRoleArn),
        },
      ],
    });
    this.pipeline = new Codepipeline(this, "pipeline", {
      name,
      pipelineType: "V2",
      // A release takes up to an hour: the newest revision replaces one that still waits, so that a repair
      // never queues behind what it repairs. One that is being released is not interrupted.
      executionMode: "SUPERSEDED",
      roleArn: role.arn,
      artifactStore: [
        { type: "S3", location: artifacts.bucket, encryptionKey: { type: "KMS", id: artifacts.keyArn } },
      ],
      stage: [
        sourceStage(source),
        buildStage(project.name),
        ...releaseTo.map((target) => releaseStage(target, artifacts.bucket)),
      ],
      // A new pipeline runs at once.
      dependsOn: [policy],
    });
  }
}

function artifactStatements(
  { artifacts: { bucket, keyArn }, location }: DeliveryPipelineProps,
  prefix: string,
): DataAwsIamPolicyDocumentStatement[] {
  return [
    {
      sid: "KeepArtifacts",
      actions: ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
      resources: [s3Arn(location, `${bucket}/${prefix}*`)],
    },
    {
      sid: "AskArtifactsBucket",
      actions: ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"],
      resources: [s3Arn(location, bucket)],
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
      resources: [keyArn],
    },
  ];
}
