import type { Construct } from "constructs";
import { DeliveryPipeline } from "../modules/pipeline/delivery-pipeline";
import { S3Source } from "../modules/pipeline/s3-source";
import type { ReleaseTarget } from "../modules/pipeline/stages";
import { EncryptionKey } from "../modules/security/encryption-key";
import type { ArtifactsStack } from "./artifacts-stack";
import type { Estate } from "./environment";
import { environmentNames, toolsNames } from "./names";
import { PlatformStack } from "./platform-stack";
import type { ReleaseStack } from "./release-stack";

export interface DeliveryStackProps {
  readonly estate: Estate;
  readonly artifacts: ArtifactsStack;
  /** Of the environments that the pipeline releases to. */
  readonly releases: readonly ReleaseStack[];
}

/** What carries a change to the environments: the source, the pipeline and its build. */
export class DeliveryStack extends PlatformStack {
  constructor(scope: Construct, id: string, props: DeliveryStackProps) {
    const { estate, artifacts, releases } = props;
    super(scope, id, { estate, place: "tools" });
    // CodePipeline refuses a pipeline whose actions have roles that it cannot assume yet.
    releases.forEach((release) => this.addDependency(release));
    const { account, region, build } = estate.tools;
    const names = toolsNames(estate);
    const source = new S3Source(this, "source", {
      bucket: names.sourceBucket,
      objectKey: "source.zip",
      key: new EncryptionKey(this, "source-key", {
        name: names.sourceKey,
        description: `Source of ${estate.application}`,
        account,
      }),
    });
    const { pipeline } = new DeliveryPipeline(this, "delivery", {
      name: names.pipeline,
      roleName: names.pipelineRole,
      account,
      region,
      source,
      artifacts: { bucket: artifacts.bucket, keyArn: artifacts.keyArn },
      build: { ...build, roleName: names.buildRole },
      releaseTo: releaseTargets(estate),
    });
    source.startOnChange("trigger", {
      name: `${names.pipeline}-trigger`,
      pipelineArn: pipeline.arn,
      account,
    });
  }
}

function releaseTargets({ application, tools, environments }: Estate): ReleaseTarget[] {
  return tools.releaseTo.map((name) => {
    const { releaseArn, releaseStarterRoleArn } = environmentNames(application, name, environments[name]);
    return { name, stateMachineArn: releaseArn, starterRoleArn: releaseStarterRoleArn };
  });
}
