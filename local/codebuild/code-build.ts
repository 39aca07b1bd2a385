import { randomUUID } from "node:crypto";
import type { LocalContext, Place } from "../context";
import type { z } from "zod";
import { AwsError, type LocalService, type ServiceRequest, type ServiceResponse } from "../gateway/service";
import { answer } from "../models/answer";
import { projectSchema, startBuildSchema, type Build, type Project } from "./build";
import { BuildRun } from "./engine";

interface StoredProject extends Project {
  arn: string;
  created: number;
  lastModified: number;
}

/** CodeBuild: projects as Terraform keeps them, builds as CodePipeline starts them. Nothing of it is moto's. */
export class CodeBuild implements LocalService {
  readonly scopes = ["codebuild"];
  private readonly projects = new Map<string, StoredProject>();
  private readonly runs = new Map<string, BuildRun>();
  private readonly running = new Set<Promise<void>>();
  private buildNumber = 0;

  constructor(private readonly context: LocalContext) {}

  handle(request: ServiceRequest): Promise<ServiceResponse> {
    return Promise.resolve().then(() => answer(request, this.perform(request)));
  }

  async close(): Promise<void> {
    for (const run of this.runs.values()) run.end("STOPPED");
    await Promise.all(this.running);
  }

  private perform({ operation, parameters: input, account, region }: ServiceRequest): object {
    const place = { account, region };
    switch (operation) {
      case "CreateProject":
        return { project: this.create(place, input) };
      case "UpdateProject":
        return { project: this.update(place, input) };
      case "BatchGetProjects":
        return this.batchGetProjects(place, strings(input["names"]));
      case "ListProjects":
        return { projects: this.listProjects(place) };
      case "DeleteProject":
        this.projects.delete(projectArn(place, String(input["name"])));
        return {};
      case "StartBuild":
        return { build: this.startBuild(place, input) };
      case "StopBuild":
        return { build: this.stop(String(input["id"])) };
      case "BatchGetBuilds":
        return this.batchGetBuilds(strings(input["ids"]));
      case "ListBuildsForProject":
        return { ids: this.buildsOf(String(input["projectName"])) };
      case "BatchGetReports":
        return this.batchGetReports(strings(input["reportArns"]));
      default:
        throw new AwsError("UnknownOperationException", `codebuild: local AWS has no ${String(operation)}`);
    }
  }

  private create(place: Place, input: Record<string, unknown>): StoredProject {
    const project = parse(projectSchema, input);
    const arn = projectArn(place, project.name);
    if (this.projects.has(arn))
      throw new AwsError("ResourceAlreadyExistsException", `Project already exists: ${arn}`);
    const now = this.seconds();
    const stored = { ...project, arn, created: now, lastModified: now };
    this.projects.set(arn, stored);
    return stored;
  }

  /** Fields that are not named keep their values, as on AWS. */
  private update(place: Place, input: Record<string, unknown>): StoredProject {
    const current = this.project(place, String(input["name"]));
    const { arn, created } = current;
    const updated = {
      ...parse(projectSchema, { ...current, ...input }),
      arn,
      created,
      lastModified: this.seconds(),
    };
    this.projects.set(arn, updated);
    return updated;
  }

  private batchGetProjects(place: Place, wanted: string[]) {
    const found = wanted.map((name) =>
      this.projects.get(projectArn(place, name.split(":project/").at(-1) ?? name)),
    );
    return {
      projects: found.filter((project) => project !== undefined),
      projectsNotFound: wanted.filter((_, index) => found[index] === undefined),
    };
  }

  private listProjects(place: Place): string[] {
    const prefix = projectArn(place, "");
    return [...this.projects.values()].filter(({ arn }) => arn.startsWith(prefix)).map(({ name }) => name);
  }

  private startBuild(place: Place, input: Record<string, unknown>): Build {
    const request = parse(startBuildSchema, input);
    const project = this.project(place, request.projectName);
    const id = randomUUID();
    const source = { ...project.source, type: request.sourceTypeOverride ?? project.source.type };
    const build: Build = {
      id: `${project.name}:${id}`,
      arn: `arn:aws:codebuild:${place.region}:${place.account}:build/${project.name}:${id}`,
      buildNumber: ++this.buildNumber,
      projectName: project.name,
      startTime: this.seconds(),
      currentPhase: "SUBMITTED",
      buildStatus: "IN_PROGRESS",
      buildComplete: false,
      sourceVersion: request.sourceVersion,
      initiator: project.source.type === "CODEPIPELINE" ? "codepipeline" : "local",
      phases: [],
      source,
      artifacts: { location: "" },
      environment: project.environment,
      serviceRole: project.serviceRole,
      timeoutInMinutes: request.timeoutInMinutesOverride ?? project.timeoutInMinutes,
      logs: { streamName: id, deepLink: `logs/codebuild/${project.name}-${id}.log` },
      exportedEnvironmentVariables: [],
      reportArns: [],
    };
    const run = new BuildRun(this.context, place, project, request, build);
    this.runs.set(build.id, run);
    const over = run.run().finally(() => this.running.delete(over));
    this.running.add(over);
    return build;
  }

  private stop(id: string): Build {
    const run = this.runs.get(id) ?? [...this.runs.values()].find(({ build }) => build.arn === id);
    if (run === undefined) throw new AwsError("ResourceNotFoundException", `Build ${id} does not exist`);
    run.end("STOPPED");
    return run.build;
  }

  private batchGetBuilds(ids: string[]) {
    const find = (id: string) =>
      this.runs.get(id) ?? [...this.runs.values()].find(({ build }) => build.arn === id);
    return {
      builds: ids.flatMap((id) => find(id)?.build ?? []),
      buildsNotFound: ids.filter((id) => find(id) === undefined),
    };
  }

  private batchGetReports(arns: string[]) {
    const all = [...this.runs.values()].flatMap(({ reports }) => reports);
    return {
      reports: all.filter(({ arn }) => arns.includes(arn)),
      reportsNotFound: arns.filter((arn) => !all.some((report) => report.arn === arn)),
    };
  }

  private buildsOf(project: string): string[] {
    return [...this.runs.values()]
      .map(({ build }) => build)
      .filter(({ projectName }) => projectName === project)
      .map(({ id }) => id)
      .reverse();
  }

  private project(place: Place, name: string): StoredProject {
    const arn = projectArn(place, name);
    const project = this.projects.get(arn);
    if (project === undefined)
      throw new AwsError("ResourceNotFoundException", `Project cannot be found: ${arn}`);
    return project;
  }

  private seconds(): number {
    return this.context.clock.now() / 1000;
  }
}

function projectArn({ account, region }: Place, name: string): string {
  return `arn:aws:codebuild:${region}:${account}:project/${name}`;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new AwsError("InvalidInputException", problems.join("; "));
}
