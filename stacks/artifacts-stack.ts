import type { Construct } from "constructs";
import { EncryptionKey } from "../modules/security/encryption-key";
import { SecureBucket } from "../modules/security/secure-bucket";
import { ENVIRONMENTS } from "./environment";
import type { Estate } from "./environment";
import { environmentNames, toolsNames } from "./names";
import { PlatformStack } from "./platform-stack";

export interface ArtifactsStackProps {
  readonly estate: Estate;
}

/** What is built once and released everywhere: environments read `releases/*`, only the tools account writes. */
export class ArtifactsStack extends PlatformStack {
  /** Name of the bucket, derived from the data: naming it makes no reference to this stack. */
  readonly bucket: string;
  readonly keyArn: string;

  constructor(scope: Construct, id: string, props: ArtifactsStackProps) {
    const { estate } = props;
    super(scope, id, { estate, place: "tools" });
    const names = toolsNames(estate);
    this.bucket = names.artifactsBucket;
    const key = new EncryptionKey(this, "key", {
      name: names.artifactsKey,
      description: `Releases and pipeline artifacts of ${estate.application}`,
      account: estate.tools.account,
    });
    this.keyArn = key.arn;
    const artifacts = new SecureBucket(this, "artifacts", {
      name: this.bucket,
      key,
      // The same source built again makes a new version of the same object, and an environment may still run the
      // old one: without it no instance of a scale-out would come up.
      noncurrentDays: "forever",
    });
    const { readers, preflights } = rolesOf(estate);
    artifacts.allowRead("EnvironmentsReadReleases", "releases/", readers);
    artifacts.allowList("PreflightsTellMissing", preflights);
  }
}

/** The roles that install a release and those that check it first, of every environment. */
function rolesOf({ application, environments }: Estate) {
  const names = ENVIRONMENTS.map((name) => environmentNames(application, name, environments[name]));
  return {
    readers: names.flatMap(({ instanceRoleArn, preflightRoleArn }) => [instanceRoleArn, preflightRoleArn]),
    preflights: names.map(({ preflightRoleArn }) => preflightRoleArn),
  };
}
