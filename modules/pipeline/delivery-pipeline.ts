import { Codepipeline, type CodepipelineStage } from "@cdktf/provider-aws/lib/codepipeline";
import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { Construct } from "constructs";
import { BuildProject, type ArtifactStore } from "./build-project";
import type { S3Source } from "./s3-source";
import { ServiceRole } from "../security/service-role";

/** A place that the pipeline releases to, in an account of its own. */
export interface ReleaseTarget {
  /** Name of the stage. */
  readonly name: string;
  readonly stateMachineArn: string;
  /** Role in the target's account that may start and watch the state machine, and trusts the pipeline's role. */
  readonly starterRoleArn: string;
}

export interface DeliveryPipelineProps {
  readonly name: string;
  readonly roleName: string;
  readonly account: string;
  readonly region: string;
  readonly source: S3Source;
  readonly artifacts: ArtifactStore;
  readonly build: {
    readonly roleName: string;
    readonly computeType: string;
    readonly image: string;
    readonly timeoutMinutes: number;
  };
  /** In the order in which a revision passes them. */
  readonly releaseTo: readonly ReleaseTarget[];
}

/** Namespace of the build's exported variables. */
const BUILD = "Build";
const SOURCE_ARTIFACT = "source";
/** CodePipeline cuts a pipeline's name to 20 characters in its artifacts' keys. */
const ARTIFACT_PREFIX_LENGTH = 20;

/** One pipeline from a source to all environments: built once, then released to one after another. */
export class DeliveryPipeline extends Construct {
  readonly pipeline: Codepipeline;

  constructor(scope: Construct, id: string, props: DeliveryPipelineProps) {
    super(scope, id);
    const { name, roleName, account, source, artifacts, releaseTo } = props;
    const prefix = `${name.slice(0, ARTIFACT_PREFIX_LENGTH)}/`;
    const { project } = new BuildProject(this, "build", {
      ...props.build,
      name: `${name}-build`,
      account,
      region: props.region,
      artifacts,
      inputPrefix: prefix,
      publishPrefix: "releases/",
    });
    const { role, policy } = new ServiceRole(this, "role", {
      name: roleName,
      service: "codepipeline.amazonaws.com",
      account,
      statements: [
        ...source.readStatements,
        ...artifactStatements(artifacts, prefix),
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
        this.sourceStage(source),
        this.buildStage(project.name),
        ...releaseTo.map((target) => this.releaseStage(target, artifacts.bucket)),
      ],
      // A new pipeline runs at once.
      dependsOn: [policy],
    });
  }

  /** Takes the newest version of the source's zip. EventBridge starts the pipeline, so nothing polls. */
  private sourceStage({ bucket, objectKey }: S3Source): CodepipelineStage {
    return {
      name: "Source",
      action: [
        {
          name: "Source",
          category: "Source",
          owner: "AWS",
          provider: "S3",
          version: "1",
          configuration: { S3Bucket: bucket, S3ObjectKey: objectKey, PollForSourceChanges: "false" },
          outputArtifacts: [SOURCE_ARTIFACT],
        },
      ],
    };
  }

  /**
   * Builds, tests and publishes the revision, and exports where it lies.
   * No retry: npm repeats its own downloads, and a red test stays red. The project has the timeout.
   */
  private buildStage(projectName: string): CodepipelineStage {
    return {
      name: "Build",
      action: [
        {
          name: "Build",
          category: "Build",
          owner: "AWS",
          provider: "CodeBuild",
          version: "1",
          namespace: BUILD,
          configuration: { ProjectName: projectName },
          inputArtifacts: [SOURCE_ARTIFACT],
        },
      ],
    };
  }

  /**
   * Starts the target's state machine in its account and waits for its end; the machine has the timeout.
   * No retry: it would give users a revision again that was just taken back.
   */
  private releaseStage(target: ReleaseTarget, bucket: string): CodepipelineStage {
    return {
      name: target.name,
      action: [
        {
          name: "Release",
          category: "Invoke",
          owner: "AWS",
          provider: "StepFunctions",
          version: "1",
          roleArn: target.starterRoleArn,
          configuration: {
            StateMachineArn: target.stateMachineArn,
            InputType: "Literal",
            Input: JSON.stringify({
              version: `#{${BUILD}.VERSION}`,
              revision: {
                bucket,
                key: `#{${BUILD}.REVISION_KEY}`,
                objectVersion: `#{${BUILD}.REVISION_OBJECT_VERSION}`,
                sha256: `#{${BUILD}.REVISION_SHA256}`,
              },
              pipelineExecutionId: "#{codepipeline.PipelineExecutionId}",
            }),
          },
        },
      ],
    };
  }
}

function artifactStatements(
  { bucket, keyArn }: ArtifactStore,
  prefix: string,
): DataAwsIamPolicyDocumentStatement[] {
  return [
    {
      sid: "KeepArtifacts",
      actions: ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
      resources: [`arn:aws:s3:::${bucket}/${prefix}*`],
    },
    {
      sid: "AskArtifactsBucket",
      actions: ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"],
      resources: [`arn:aws:s3:::${bucket}`],
    },
    {
      sid: "UseArtifactsKey",
      actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
      resources: [keyArn],
    },
  ];
}
