import type * as api from "@aws-sdk/client-codebuild";
import type { Given } from "../gateway/operations";

/** A project as it was deployed, with what AWS sets where a request leaves it out. */
export type Project = Given<api.CreateProjectInput> & {
  readonly arn: string;
  readonly created: Date;
  readonly lastModified: Date;
  readonly timeoutInMinutes: number;
};

/** A build as `BatchGetBuilds` answers it. */
export interface Build extends api.Build {
  readonly id: string;
  readonly initiator: string;
  readonly startTime: Date;
  readonly logs: { readonly deepLink: string };
  readonly phases: api.BuildPhase[];
}
