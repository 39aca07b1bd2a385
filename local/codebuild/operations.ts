import { randomUUID } from "node:crypto";
import type { CodeBuild } from "@aws-sdk/client-codebuild";
import type { LocalContext } from "../context";
import { type Operations, refuseOthers } from "../gateway/operations";
import { AwsError } from "../gateway/service";
import type { Build } from "./build";
import { BuildRun } from "./build-run";
import type { CodeBuildState } from "./state";

/** @param started gets each build to run. */
export function codeBuildOperations(
  state: CodeBuildState,
  context: LocalContext,
  started: (run: BuildRun) => void,
) {
  const now = () => new Date(context.clock.now());
  return {
    CreateProject(input) {
      const { name } = input;
      const arn = state.arn(`project/${name}`);
      if (state.projects.has(name))
        throw new AwsError("ResourceAlreadyExistsException", `Project already exists: ${arn}`);
      const project = { ...defaults, ...input, arn, created: now(), lastModified: now() };
      state.projects.set(name, project);
      return { project };
    },

    /** Fields that are not named keep their values, as on AWS. */
    UpdateProject(input) {
      const project = { ...state.project(input.name), ...input, lastModified: now() };
      state.projects.set(input.name, project);
      return { project };
    },

    BatchGetProjects({ names }) {
      const nameOf = (reference: string) => reference.split(":project/").at(-1) ?? reference;
      return {
        projects: names.flatMap((name) => state.projects.get(nameOf(name)) ?? []),
        projectsNotFound: names.filter((name) => !state.projects.has(nameOf(name))),
      };
    },

    ListProjects: () => ({ projects: [...state.projects.keys()] }),

    DeleteProject({ name }) {
      state.projects.delete(name);
      return {};
    },

    /** Of a project that a pipeline starts: it lays the source into S3. */
    StartBuild({ projectName, sourceTypeOverride, sourceLocationOverride = "", ...others }) {
      refuseOthers(others);
      const project = state.project(projectName);
      const uuid = randomUUID();
      const id = `${project.name}:${uuid}`;
      const build: Build = {
        id,
        arn: state.arn(`build/${id}`),
        buildNumber: state.runs.size + 1,
        projectName,
        startTime: now(),
        currentPhase: "SUBMITTED",
        buildStatus: "IN_PROGRESS",
        buildComplete: false,
        initiator: "codepipeline",
        phases: [],
        source: { ...project.source, type: sourceTypeOverride ?? project.source.type },
        serviceRole: project.serviceRole,
        logs: { deepLink: `logs/codebuild/${project.name}-${uuid}.log` },
      };
      const run = new BuildRun(context, state.place, project, sourceLocationOverride, build);
      state.runs.set(id, run);
      started(run);
      return { build };
    },

    StopBuild({ id }) {
      const run = state.runs.get(id);
      if (run === undefined) throw new AwsError("ResourceNotFoundException", `Build ${id} does not exist`);
      run.end("STOPPED");
      return { build: run.build };
    },

    BatchGetBuilds: ({ ids }) => ({
      builds: ids.flatMap((id) => state.runs.get(id)?.build ?? []),
      buildsNotFound: ids.filter((id) => !state.runs.has(id)),
    }),
  } satisfies Operations<CodeBuild>;
}

const defaults = {
  timeoutInMinutes: 60,
  queuedTimeoutInMinutes: 480,
  cache: { type: "NO_CACHE" as const },
};
