import type { Construct } from "constructs";
import { DeliveryPipeline } from "../modules/pipeline/delivery-pipeline";
import { S3Source } from "../modules/pipeline/s3-source";
import type { ReleaseTarget } from "../modules/pipeline/stages";
import { EncryptionKey } from "../modules/security/encryption-key";
import { LogKey } from "../modules/security/log-key";
import type { ArtifactsStack } from "./artifacts-stack";
import type { Estate, Service } from "./estate/estate";
import { deliveryNames, deploymentNames } from "./estate/names";
import { PlatformStack } from "./platform-stack";
import type { ReleaseStack } from "./release-stack";

export interface DeliveryStackProps {
  readonly estate: Estate;
  readonly service: Service;
  readonly artifacts: ArtifactsStack;
  /** Of all services, in all environments. */
  readonly releases: readonly ReleaseStack[];
}

/** What carries a change of a service to its environments: the source, the pipeline and its build. */
export class DeliveryStack extends PlatformStack {
  constructor(scope: Construct, id: string, props: DeliveryStackProps) {
    const { estate, service, artifacts, releases } = props;
    super(scope, id, { estate, place: estate.tools, tags: { service: service.name } });
    // CodePipeline refuses a pipeline whose actions have roles that it cannot assume yet.
    releases
      .filter(({ deployment }) => service.releaseTo.includes(deployment))
      .forEach((release) => this.addDependency(release));
    const names = deliveryNames(estate, service);
    const source = new S3Source(this, "source", {
      bucket: names.sourceBucket,
      objectKey: service.source.object,
      key: new EncryptionKey(this, "source-key", {
        name: names.sourceKey,
        description: `Source of ${service.name}`,
        location: estate.tools,
      }),
    });
    const logs = new LogKey(this, "log-key", {
      name: names.logKey,
      groups: [`/aws/codebuild/${names.buildRole}`],
      location: estate.tools,
    });
    const { pipeline } = new DeliveryPipeline(this, "delivery", {
      name: names.pipeline,
      roleName: names.pipelineRole,
      location: estate.tools,
      source,
      artifacts: { bucket: artifacts.bucket, keyArn: artifacts.keyArn },
      build: {
        ...service.build,
        name: names.buildRole,
        publishPrefix: names.releasePrefix,
        logKeyArn: logs.arn,
      },
      releaseTo: releaseTargets(estate, service),
    });
    source.startOnChange("trigger", {
      name: names.trigger,
      pipelineArn: pipeline.arn,
      account: estate.tools.account,
    });
  }
}

function releaseTargets(estate: Estate, { releaseTo }: Service): ReleaseTarget[] {
  return releaseTo.map((deployment) => {
    const { releaseArn, starterRoleArn } = deploymentNames(estate, deployment);
    return { name: deployment.environment.name, stateMachineArn: releaseArn, starterRoleArn };
  });
}
