import { CodeBuild } from "./codebuild/code-build";
import { CodePipeline } from "./codepipeline/code-pipeline";
import type { LocalContext } from "./context";
import { S3Events } from "./events/s3-events";
import type { LocalService } from "./gateway/service";
import { Lambda } from "./lambda/lambda";
import { BucketPolicies } from "./moto/bucket-policies";

/**
 * The routing table: every service that the gateway asks before moto. Of two with the same scope the first is
 * asked first. Peers that several services share are made here, above the table, and stand in it themselves
 * (with no scopes) when they must be started or stopped.
 */
export function createServices(context: LocalContext): readonly LocalService[] {
  return [
    new BucketPolicies(),
    new Lambda(context),
    new CodeBuild(context),
    new CodePipeline(context),
    new S3Events(context),
  ];
}
