import type { Construct } from "constructs";
import { s3Arn } from "../modules/location";
import { artifactPrefix } from "../modules/pipeline/artifact-prefix";
import { EncryptionKey } from "../modules/security/encryption-key";
import { SecureBucket } from "../modules/security/secure-bucket";
import type { Estate, ServiceTraits } from "./estate/estate";
import { deliveryNames, deploymentNames, RELEASES, toolsNames } from "./estate/names";
import { PlatformStack } from "./platform-stack";

export interface ArtifactsStackProps {
  readonly estate: Estate;
}

/** Set on a release that no environment refers to any more. Nothing sets it yet, and no role here may. */
const UNREFERENCED = { key: "slipway:unreferenced", value: "true" };

/** What is built once and released everywhere: environments read their services' releases, only the tools account writes. */
export class ArtifactsStack extends PlatformStack {
  /** Name of the bucket, derived from the data: naming it makes no reference to this stack. */
  readonly bucket: string;
  readonly keyArn: string;
  private readonly estate: Estate;

  constructor(scope: Construct, id: string, props: ArtifactsStackProps) {
    const { estate } = props;
    super(scope, id, { estate, place: estate.tools });
    this.estate = estate;
    const names = toolsNames(estate);
    this.bucket = names.artifactsBucket;
    const key = new EncryptionKey(this, "key", {
      name: names.artifactsKey,
      description: `Releases and pipeline artifacts of ${estate.application}`,
      location: estate.tools,
      // Without it no release could be installed again, and every environment's plan fails.
      preventDestroy: true,
    });
    this.keyArn = key.arn;
    const artifacts = new SecureBucket(this, "artifacts", {
      name: this.bucket,
      key,
      // Whatever replaced a release, an environment may still run the old one: without it no instance of a scale-out
      // would come up.
      noncurrentDays: "forever",
      expire: {
        "forget-unreferenced-releases": { days: 30, of: { tag: UNREFERENCED } },
        ...Object.fromEntries(
          estate.services.map((service) => [
            `forget-inputs-of-${service.name}`,
            { days: 30, of: { prefix: artifactPrefix(deliveryNames(estate, service).pipeline) } },
          ]),
        ),
      },
      preventDestroy: true,
    });
    artifacts.denyOverwrites(RELEASES);
    for (const service of estate.services) {
      // Only of environments that it releases to: S3 and KMS refuse a policy that names an account which does not
      // exist, and an adopter may have one environment to begin with.
      const names = service.releaseTo.map((deployment) => deploymentNames(estate, deployment));
      // A statement id has letters and digits only, and is one service's: no name has a capital.
      const sid = service.name.replaceAll("-", "X");
      artifacts.allowRead(
        `Read${sid}`,
        deliveryNames(estate, service).releasePrefix,
        names.flatMap(({ instanceRoleArn, observeRoleArn }) => [instanceRoleArn, observeRoleArn]),
      );
      artifacts.allowList(
        `TellMissing${sid}`,
        names.map(({ observeRoleArn }) => observeRoleArn),
      );
    }
  }

  /** Where a service's releases lie, and the key that they are encrypted with. */
  releasesOf(service: Pick<ServiceTraits, "name">) {
    const { releasePrefix: prefix } = deliveryNames(this.estate, service);
    return { bucketArn: s3Arn(this.estate.tools, this.bucket), keyArn: this.keyArn, prefix };
  }
}
