import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { finished } from "node:stream/promises";
import type { BuildPhaseType, Report } from "@aws-sdk/client-codebuild";
import { S3Client } from "@aws-sdk/client-s3";
import { sessionConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";
import type { Requirement } from "../iam/requirement";
import { readBuildInput, writeBuildLog, writeReport } from "../iam/service-actions";
import { downloadSource, locationOf, readBuildspec, uploadArtifacts } from "./build-objects";
import type { Build, Project, StartBuild } from "./build";
import type { Buildspec, BuildspecPhase } from "./buildspec";
import { buildEnvironment, sessionOf } from "./build-environment";
import { PhaseFailure, runPhase } from "./phase";
import { readReports } from "./reports";
import { BuildShell } from "./shell";

/** One build: the source from S3, its buildspec's phases as processes of this machine, the artifacts back into S3. */
export class BuildRun {
  readonly reports: Report[] = [];
  private readonly folder: string;
  private readonly source: string;
  private shell: BuildShell | undefined;
  private ending: "STOPPED" | "TIMED_OUT" | undefined;

  constructor(
    private readonly context: LocalContext,
    private readonly place: Place,
    private readonly project: Project,
    private readonly request: StartBuild,
    readonly build: Build,
  ) {
    this.folder = join(context.folder, "builds", build.id.replace(":", "-"));
    this.source = join(this.folder, "src");
  }

  /** Runs to the end; a failed build is a result, never an exception. */
  async run(): Promise<void> {
    const logFile = join(this.context.folder, "logs", "codebuild", `${this.build.id.replace(":", "-")}.log`);
    await mkdir(dirname(logFile), { recursive: true });
    const log = createWriteStream(logFile);
    // Processes keep real time, so their limit does too.
    const timer = setTimeout(() => this.end("TIMED_OUT"), this.build.timeoutInMinutes * 60_000);
    try {
      await this.phases(log);
    } catch (error) {
      log.write(`${String(error)}\n`);
    } finally {
      clearTimeout(timer);
      this.complete();
      log.end();
      await finished(log).catch(() => undefined);
      await rm(this.folder, { recursive: true, force: true });
    }
  }

  /** Ends the build's processes; the build is over when `run` is. */
  end(reason: "STOPPED" | "TIMED_OUT"): void {
    this.ending ??= reason;
    this.shell?.stop();
  }

  private async phases(log: WriteStream): Promise<void> {
    for (const name of ["SUBMITTED", "QUEUED"] as const) await this.phase(name, async () => {});
    let s3: S3Client | undefined;
    await this.phase("PROVISIONING", async () => {
      s3 = await this.s3();
      await this.act(writeBuildLog(this.place, this.project.name));
    });
    const client = s3;
    if (client === undefined) return;
    let buildspec: Buildspec | undefined;
    await this.phase("DOWNLOAD_SOURCE", async () => {
      await this.act(readBuildInput(locationOf(this.project, this.request)));
      this.build.resolvedSourceVersion = await downloadSource(
        client,
        this.project,
        this.request,
        this.source,
      );
      buildspec = await readBuildspec(this.project, this.request, this.source);
    });
    if (buildspec === undefined) return;
    const shell = await BuildShell.open(join(this.folder, "tmp"), {
      directory: this.source,
      environment: await buildEnvironment(this.context, this.place, {
        project: this.project,
        request: this.request,
        build: this.build,
        buildspec,
        source: this.source,
      }),
      log,
    });
    this.shell = shell;
    await this.commands(shell, buildspec, log);
    await this.collect(shell, buildspec);
    await this.upload(client, buildspec);
  }

  /** A failed install or pre_build ends the build; a failed build still runs post_build, which can see it. */
  private async commands(shell: BuildShell, buildspec: Buildspec, log: WriteStream): Promise<void> {
    const { install, pre_build, build, post_build } = buildspec.phases;
    if (!(await this.commandPhase("INSTALL", install, shell, log))) return;
    if (!(await this.commandPhase("PRE_BUILD", pre_build, shell, log))) return;
    const built = await this.commandPhase("BUILD", build, shell, log);
    if (!built && build?.["on-failure"] === "ABORT") return;
    await this.commandPhase("POST_BUILD", post_build, shell, log);
  }

  private async commandPhase(
    name: BuildPhaseType,
    spec: BuildspecPhase | undefined,
    shell: BuildShell,
    log: WriteStream,
  ): Promise<boolean> {
    const succeeded = await this.phase(name, async () => {
      const failure = await this.firstFailure(spec?.commands ?? [], shell, log);
      const finalFailure = await this.firstFailure(spec?.finally ?? [], shell, log);
      const [command, code] = failure ?? finalFailure ?? [];
      if (command === undefined) return;
      throw new PhaseFailure(
        "COMMAND_EXECUTION_ERROR",
        `Error while executing command: ${command}. Reason: exit status ${code}`,
      );
    });
    return succeeded || spec?.["on-failure"] === "CONTINUE";
  }

  private async firstFailure(
    commands: readonly string[],
    shell: BuildShell,
    log: WriteStream,
  ): Promise<[string, number] | undefined> {
    for (const command of commands) {
      log.write(`[Container] Running command ${command}\n`);
      const code = await shell.run(command, { CODEBUILD_BUILD_SUCCEEDING: this.succeeding() ? "1" : "0" });
      if (code !== 0) return [command, code];
    }
    return undefined;
  }

  private async collect(shell: BuildShell, buildspec: Buildspec): Promise<void> {
    const exported = await shell.variables(buildspec.env["exported-variables"]);
    this.build.exportedEnvironmentVariables = Object.entries(exported).map(([name, value]) => ({
      name,
      value,
    }));
    const reports = await readReports(buildspec.reports, this.source, {
      arnPrefix: `arn:aws:codebuild:${this.place.region}:${this.place.account}`,
      project: this.project.name,
      build: this.build.id.split(":")[1] ?? "",
      created: this.now(),
    });
    for (const { reportGroupArn = "" } of reports) await this.act(writeReport(reportGroupArn));
    this.reports.push(...reports);
    this.build.reportArns = reports.map(({ arn = "" }) => arn);
  }

  private async upload(s3: S3Client, { artifacts }: Buildspec): Promise<void> {
    await this.phase("UPLOAD_ARTIFACTS", async () => {
      const target = this.request.artifactsOverride;
      if (target?.location === undefined || artifacts === undefined || !this.succeeding()) return;
      const folder = join(this.source, artifacts["base-directory"]);
      this.build.artifacts = await uploadArtifacts(s3, target, folder, artifacts.files);
    });
  }

  private async phase(name: BuildPhaseType, work: () => Promise<void>): Promise<boolean> {
    if (this.ending !== undefined) return false;
    this.build.currentPhase = name;
    const phase = await runPhase(name, work, () => this.now());
    // What a stop or a timeout interrupts has neither succeeded nor failed.
    phase.phaseStatus = this.ended() ?? phase.phaseStatus;
    this.build.phases.push(phase);
    return phase.phaseStatus === "SUCCEEDED";
  }

  /** A method, since the compiler does not see that a stop changes the field while a phase runs. */
  private ended(): "STOPPED" | "TIMED_OUT" | undefined {
    return this.ending;
  }

  private complete(): void {
    const now = this.now();
    this.build.phases.push({ phaseType: "COMPLETED", startTime: now });
    this.build.currentPhase = "COMPLETED";
    this.build.buildStatus = this.ending ?? (this.succeeding() ? "SUCCEEDED" : "FAILED");
    this.build.buildComplete = true;
    this.build.endTime = now;
    this.context.log("codebuild", `${this.build.id} ${this.build.buildStatus}`);
  }

  private succeeding(): boolean {
    return this.build.phases.every(
      ({ phaseStatus }) => phaseStatus === undefined || phaseStatus === "SUCCEEDED",
    );
  }

  private now(): Date {
    return new Date(this.context.clock.now());
  }

  /** What CodeBuild does as the project's role. */
  private act(requirements: readonly Requirement[]): Promise<void> {
    const session = sessionOf(this.place, this.project, this.build);
    return this.context.iam.act(this.project.serviceRole, session, requirements);
  }

  private async s3(): Promise<S3Client> {
    const session = sessionOf(this.place, this.project, this.build);
    const { region } = this.place;
    const configuration = await sessionConfiguration(this.context, region, this.project.serviceRole, session);
    return new S3Client({ ...configuration, forcePathStyle: true });
  }
}
