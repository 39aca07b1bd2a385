import type * as api from "@aws-sdk/client-codebuild";
import type { Place } from "../context";
import type { Given } from "../gateway/operations";
import { AwsError } from "../gateway/service";
import type { BuildRun } from "./build-run";

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

/** Everything that CodeBuild holds in one account and region. */
export class CodeBuildState {
  readonly projects = new Map<string, Project>();
  /** By the build's id. */
  readonly runs = new Map<string, BuildRun>();

  constructor(readonly place: Place) {}

  arn(resource: string): string {
    return `arn:aws:codebuild:${this.place.region}:${this.place.account}:${resource}`;
  }

  project(name: string): Project {
    const found = this.projects.get(name);
    if (found) return found;
    throw new AwsError(
      "ResourceNotFoundException",
      `Project cannot be found: ${this.arn(`project/${name}`)}`,
    );
  }
}
