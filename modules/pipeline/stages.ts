import type { CodepipelineStage } from "@cdktf/provider-aws/lib/codepipeline";
import type { S3Source } from "./s3-source";

/** A place that the pipeline releases to, in an account of its own. */
export interface ReleaseTarget {
  /** Name of the stage. */
  readonly name: string;
  readonly stateMachineArn: string;
  /** Role in the target's account that may start and watch the state machine, and trusts the pipeline's role. */
  readonly starterRoleArn: string;
}

/** Namespace of the build's exported variables. */
const BUILD = "Build";
const SOURCE_ARTIFACT = "source";

/** Takes the newest version of the source's zip. EventBridge starts the pipeline, so nothing polls. */
export function sourceStage({ bucket, objectKey }: S3Source): CodepipelineStage {
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
export function buildStage(projectName: string): CodepipelineStage {
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
 * Starts the target's state machine in its account and waits for its end, which comes: the machine counts its polls.
 * No retry: it would give users a revision again that was just taken back.
 */
export function releaseStage(target: ReleaseTarget, bucket: string): CodepipelineStage {
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
