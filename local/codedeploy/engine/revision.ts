import type { RevisionLocation, S3Location } from "@aws-sdk/client-codedeploy";
import { AwsError } from "../../gateway/service";

/** The S3 location of a revision; local AWS knows no other source. */
export function s3Location(revision: RevisionLocation | undefined): S3Location {
  if (!revision) throw new AwsError("RevisionRequiredException", "The revision must be specified.");
  const { revisionType, s3Location: location } = revision;
  if (revisionType === "S3" && location?.bucket && location.key) return location;
  throw new AwsError(
    "InvalidRevisionException",
    "revision: revisionType must be S3 with bucket and key on local AWS",
  );
}
