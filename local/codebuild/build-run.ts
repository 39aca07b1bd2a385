import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { BuildPhase, BuildPhaseType } from "@aws-sdk/client-codebuild";
import { S3Client } from "@aws-sdk/client-s3";
import { sessionConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";
import type { ServiceSession } from "../iam/authority";
import type { Requirement } from "../iam/requirement";
import { readBuildInput, writeBuildLog, writeReport } from "../iam/service-actions";
import type { Build, Project } from "./build";
import { buildEnvironment } from "./build-environment";
import { downloadSource, readBuildspec } from "./build-source";
import type { BuildspecPhase } from "./buildspec";
import { PhaseFailure } from "./phase-failure";
import { BuildShell } from "./shell";

/** One build: the source from S3, and its buildspec's phases as processes of this machine. */
export class BuildRun {
  private readonly folder: string;
  private readonly source: string;
  private readonly session: ServiceSession;
  private shell: BuildShell | undefined;
  private ending: "STOPPED" | "TIMED_OUT" | undefined;

  constructor(
    private readonly context: LocalContext,
    private readonly place: Place,
    private readonly project: Project,
    /** `bucket/key` of the source. */
    private readonly location: string,
    readonly build: Build,
  ) {
    this.folder = join(context.folder, "builds", build.id.replace(":", "-"));
    this.source = join(this.folder, "src");
    const name = `AWSCodeBuild-${build.id.split(":").at(-1)}`;
    this.session = { service: "codebuild.amazonaws.com", sourceArn: project.arn, name };
  }

  /** Runs to the end; a failed build is a result, never an exception. */
  async run(): Promise<void> {
    const { build, context, folder } = this;
    const logFile = join(context.folder, build.logs.deepLink);
    await mkdir(dirname(logFile), { recursive: true });
    await mkdir(folder, { recursive: true });
    const log = await open(logFile, "a");
    // Processes keep real time, so their limit does too.
    const timer = setTimeout(() => this.end("TIMED_OUT"), this.project.timeoutInMinutes * 60_000);
    const failure = await this.phases(log).then(
      () => undefined,
      (error: unknown) => log.write(`${String(error)}\n`),
    );
    clearTimeout(timer);
    await log.close();
    build.buildStatus = failure === undefined ? "SUCCEEDED" : (this.ending ?? "FAILED");
    build.currentPhase = "COMPLETED";
    build.endTime = this.now();
    build.buildComplete = true;
    context.log("codebuild", `${build.id} ${build.buildStatus}`);
    await rm(folder, { recursive: true, force: true });
  }

  /** Ends the build's processes; the build is over when `run` is. */
  end(reason: "STOPPED" | "TIMED_OUT"): void {
    this.ending ??= reason;
    this.shell?.stop();
  }

  /** Throws what ended the build. */
  private async phases(log: FileHandle): Promise<void> {
    const { project, build, source, context } = this;
    const client = await this.phase("PROVISIONING", async () => {
      await this.act(writeBuildLog(this.place, project.name));
      return sessionConfiguration(context, this.place.region, project.serviceRole, this.session);
    });
    const buildspec = await this.phase("DOWNLOAD_SOURCE", async () => {
      await this.act(readBuildInput(this.location));
      await downloadSource(new S3Client({ ...client, forcePathStyle: true }), this.location, source);
      return readBuildspec(project.source.buildspec, source);
    });
    const shell = new BuildShell({
      stateFile: join(this.folder, "variables"),
      directory: source,
      environment: buildEnvironment({ client, project, build, buildspec, source }),
      output: log.fd,
    });
    this.shell = shell;
    const { phases } = buildspec;
    await this.commands("INSTALL", phases.install, shell, log);
    await this.commands("PRE_BUILD", phases.pre_build, shell, log);
    // A failed build still runs post_build, which can see it.
    const built = this.commands("BUILD", phases.build, shell, log);
    await built.catch(() => undefined);
    await this.commands("POST_BUILD", phases.post_build, shell, log);
    await built;
    const exported = shell.variables(buildspec.env["exported-variables"]);
    build.exportedEnvironmentVariables = Object.entries(exported).map(([name, value]) => ({ name, value }));
    await this.phase("UPLOAD_ARTIFACTS", async () => {
      for (const group of Object.keys(buildspec.reports)) await this.act(writeReport(project.arn, group));
    });
  }

  private commands(
    name: BuildPhaseType,
    { commands = [] }: Partial<BuildspecPhase> = {},
    shell: BuildShell,
    log: FileHandle,
  ): Promise<void> {
    const succeeding = this.build.phases.every(({ phaseStatus }) => phaseStatus === "SUCCEEDED");
    return this.phase(name, async () => {
      for (const command of commands) {
        await log.write(`[Container] Running command ${command}\n`);
        const code = await shell.run(command, { CODEBUILD_BUILD_SUCCEEDING: succeeding ? "1" : "0" });
        if (code === 0) continue;
        const reason = `Error while executing command: ${command}. Reason: exit status ${code}`;
        throw new PhaseFailure("COMMAND_EXECUTION_ERROR", reason);
      }
    });
  }

  /** Does a phase's work and notes what came of it, as CodeBuild does. */
  private async phase<T>(phaseType: BuildPhaseType, work: () => Promise<T>): Promise<T> {
    const phase: BuildPhase = { phaseType, startTime: this.now() };
    this.build.phases.push(phase);
    this.build.currentPhase = phaseType;
    try {
      this.refuseToGoOn();
      const result = await work();
      this.refuseToGoOn();
      phase.phaseStatus = "SUCCEEDED";
      return result;
    } catch (error) {
      const { message } = error instanceof Error ? error : new Error(String(error));
      const statusCode = error instanceof PhaseFailure ? error.code : "CLIENT_ERROR";
      phase.phaseStatus = this.ending ?? "FAILED";
      phase.contexts = [{ statusCode, message }];
      throw error;
    } finally {
      phase.endTime = this.now();
    }
  }

  private refuseToGoOn(): void {
    if (this.ending) throw new Error(`The build is ${this.ending}`);
  }

  private now(): Date {
    return new Date(this.context.clock.now());
  }

  /** What CodeBuild does as the project's role. */
  private act(requirements: readonly Requirement[]): Promise<void> {
    return this.context.iam.act(this.project.serviceRole, this.session, requirements);
  }
}
