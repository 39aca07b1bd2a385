import type { Place } from "../context";
import { AwsError } from "../gateway/service";
import type { Project } from "./build";
import type { BuildRun } from "./build-run";

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
