import type {
  ApplicationInfo,
  DeploymentConfigInfo,
  DeploymentGroupInfo,
  GenericRevisionInfo,
  RevisionLocation,
  S3Location,
  Tag,
} from "@aws-sdk/client-codedeploy";
import type { Place } from "../context";
import { AwsError } from "../gateway/service";
import type { Deployment } from "./engine/deployment";

export interface Group {
  readonly id: string;
  info: DeploymentGroupInfo;
  readonly tags: Tag[];
  /** Instances that were launched while the group was not attached: no launch hook waits for them. */
  readonly launchedWithoutHook: Set<string>;
  /** What the launch hook installs on a new instance. */
  lastSuccessful: Deployment | undefined;
}

export interface Application {
  info: ApplicationInfo;
  readonly groups: Map<string, Group>;
  readonly tags: Tag[];
  readonly revisions: Map<
    string,
    { location: RevisionLocation; info: GenericRevisionInfo; description?: string }
  >;
}

/** Everything that CodeDeploy holds in one account and region. */
export class Records {
  readonly applications = new Map<string, Application>();
  readonly deployments = new Map<string, Deployment>();
  readonly configs = new Map<string, DeploymentConfigInfo>();

  constructor(readonly place: Place) {}

  application(name: string | undefined): Application {
    if (!name)
      throw new AwsError("ApplicationNameRequiredException", "The application name was not specified.");
    const found = this.applications.get(name);
    if (!found)
      throw new AwsError("ApplicationDoesNotExistException", `No application found for name: ${name}`);
    return found;
  }

  group(applicationName: string | undefined, name: string | undefined): Group {
    const application = this.application(applicationName);
    if (!name)
      throw new AwsError(
        "DeploymentGroupNameRequiredException",
        "The deployment group name was not specified.",
      );
    const found = application.groups.get(name);
    if (!found) {
      throw new AwsError(
        "DeploymentGroupDoesNotExistException",
        `No Deployment Group found for name: ${name}`,
      );
    }
    return found;
  }

  deployment(id: string | undefined): Deployment {
    if (!id) throw new AwsError("DeploymentIdRequiredException", "The deployment ID was not specified.");
    const found = this.deployments.get(id);
    if (!found)
      throw new AwsError("DeploymentDoesNotExistException", `The deployment ${id} could not be found`);
    return found;
  }

  arn(resource: string): string {
    return `arn:aws:codedeploy:${this.place.region}:${this.place.account}:${resource}`;
  }
}

/** The S3 location of a revision; local AWS knows no other source. */
export function s3Location(revision: RevisionLocation | undefined): S3Location {
  if (!revision) throw new AwsError("RevisionRequiredException", "The revision must be specified.");
  const { revisionType, s3Location: location } = revision;
  if (revisionType !== "S3" || !location?.bucket || !location.key) {
    throw new AwsError(
      "InvalidRevisionException",
      "revision: revisionType must be S3 with bucket and key on local AWS",
    );
  }
  return location;
}
