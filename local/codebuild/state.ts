import type { Report } from "@aws-sdk/client-codebuild";
import type { Place } from "../context";
import { AwsError } from "../gateway/service";
import type { Project } from "./build";
import type { BuildRun } from "./engine";

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

  /** By id or ARN. */
  run(reference: string): BuildRun | undefined {
    return this.runs.get(reference.split(":build/").at(-1) ?? reference);
  }

  reports(): readonly Report[] {
    return [...this.runs.values()].flatMap(({ reports }) => reports);
  }
}
