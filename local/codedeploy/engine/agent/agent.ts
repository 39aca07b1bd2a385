import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Diagnostics, S3Location } from "@aws-sdk/client-codedeploy";
import type { LocalContext } from "../../../context";
import type { Instance } from "../../../fleet/instance";
import { readAppSpec } from "./app-spec";
import { copyFiles } from "./copy-files";
import { HookError } from "./hook-error";
import { runHookScript } from "./hook-script";
import { downloadRevision } from "./revision-archive";

/** In-place deployments without a load balancer, in CodeDeploy's order. */
export const lifecycleEvents = [
  "ApplicationStop",
  "DownloadBundle",
  "BeforeInstall",
  "Install",
  "AfterInstall",
  "ApplicationStart",
  "ValidateService",
] as const;

export type LifecycleEventName = (typeof lifecycleEvents)[number];

/** What the agent is told to install. */
export interface Installation {
  readonly deploymentId: string;
  readonly applicationName: string;
  readonly groupName: string;
  readonly groupId: string;
  readonly revision: S3Location;
  readonly fileExistsBehavior: "DISALLOW" | "OVERWRITE" | "RETAIN";
  readonly ignoreApplicationStopFailures: boolean;
}

export interface InstallationObserver {
  started(event: LifecycleEventName): void;
  succeeded(event: LifecycleEventName): void;
  failed(event: LifecycleEventName, diagnostics: Diagnostics): void;
}

/**
 * How long CodeDeploy waits for an agent that does not answer.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html#limits-deployments
 */
const FIRST_EVENT_SECONDS = 300;

/** CodeDeploy's agent on one instance. Its folders are those of the real one, below the instance's root. */
export class Agent {
  private readonly abort = new AbortController();
  /** The agent works on one deployment at a time; others wait. */
  private busy: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly context: LocalContext,
    private readonly instance: Instance,
  ) {}

  /** Installs a revision; resolves to whether every event succeeded. `stop` ends it between two events. */
  install(installation: Installation, observer: InstallationObserver, stop: AbortSignal): Promise<boolean> {
    const work = this.busy.then(() => this.perform(installation, observer, stop));
    this.busy = work.catch(() => undefined);
    return work;
  }

  /** Ends the running script, with the instance. */
  async close(): Promise<void> {
    this.abort.abort();
    await this.busy;
  }

  private async perform(
    installation: Installation,
    observer: InstallationObserver,
    stop: AbortSignal,
  ): Promise<boolean> {
    const ending = AbortSignal.any([stop, this.abort.signal]);
    if (!(await this.answers(ending))) {
      const error = new HookError(
        "UnknownError",
        "",
        "CodeDeploy agent was not able to receive the lifecycle event. Check the CodeDeploy agent logs on your host " +
          "and make sure the agent is running and can connect to the CodeDeploy server.",
      );
      if (!ending.aborted) observer.failed("ApplicationStop", HookError.diagnosticsOf(error));
      return false;
    }
    for (const event of lifecycleEvents) {
      if (stop.aborted || this.abort.signal.aborted) return false;
      observer.started(event);
      try {
        await this.run(event, installation);
        observer.succeeded(event);
      } catch (error) {
        observer.failed(event, HookError.diagnosticsOf(error));
        if (event !== "ApplicationStop" || !installation.ignoreApplicationStopFailures) return false;
      }
    }
    await writeFile(this.lastSuccessFile(installation), installation.deploymentId);
    return true;
  }

  /** Waits until the instance's user data has started the agent; false when that takes too long. */
  private async answers(ending: AbortSignal): Promise<boolean> {
    const { clock } = this.context;
    const wait = this.instance.agentUpAt - clock.now();
    const limit = FIRST_EVENT_SECONDS * 1000;
    if (wait > 0) await clock.sleep(Math.min(wait, limit), ending).catch(() => undefined);
    return wait <= limit;
  }

  private async run(event: LifecycleEventName, installation: Installation): Promise<void> {
    const { groupId, deploymentId, revision } = installation;
    const folder = join(this.groupFolder(groupId), deploymentId);
    const archive = join(folder, "deployment-archive");
    switch (event) {
      case "ApplicationStop": {
        // With the scripts of the revision that runs now, if there is one.
        const previous = await this.lastSuccess(installation);
        if (previous) await this.runHooks(event, installation, join(this.groupFolder(groupId), previous));
        return;
      }
      case "DownloadBundle":
        return downloadRevision(this.context, this.instance, revision, folder);
      case "Install": {
        const { files, file_exists_behavior } = await readAppSpec(archive);
        return copyFiles(files, {
          archive,
          root: this.instance.root,
          manifest: join(this.deploymentRoot, "deployment-instructions", `${groupId}-cleanup`),
          fileExistsBehavior: file_exists_behavior ?? installation.fileExistsBehavior,
        });
      }
      case "BeforeInstall":
      case "AfterInstall":
      case "ApplicationStart":
      case "ValidateService":
        return this.runHooks(event, installation, folder);
    }
  }

  private async runHooks(
    event: LifecycleEventName,
    installation: Installation,
    folder: string,
  ): Promise<void> {
    const archive = join(folder, "deployment-archive");
    const { bucket = "", key = "", version = "", eTag = "" } = installation.revision;
    const environment = {
      ...(await this.instance.environment()),
      LIFECYCLE_EVENT: event,
      DEPLOYMENT_ID: installation.deploymentId,
      APPLICATION_NAME: installation.applicationName,
      DEPLOYMENT_GROUP_NAME: installation.groupName,
      DEPLOYMENT_GROUP_ID: installation.groupId,
      BUNDLE_BUCKET: bucket,
      BUNDLE_KEY: key,
      BUNDLE_VERSION: version,
      BUNDLE_ETAG: eTag,
    };
    const { hooks } = await readAppSpec(archive);
    for (const hook of hooks[event] ?? []) {
      await runHookScript(event, hook, {
        archive,
        root: this.instance.root,
        environment,
        log: join(this.groupFolder(installation.groupId), installation.deploymentId, "logs/scripts.log"),
        abort: this.abort.signal,
      });
    }
  }

  private get deploymentRoot(): string {
    return join(this.instance.root, "opt/codedeploy-agent/deployment-root");
  }

  private groupFolder(groupId: string): string {
    return join(this.deploymentRoot, groupId);
  }

  private lastSuccessFile({ groupId }: Installation): string {
    return join(this.groupFolder(groupId), "last-successful-install");
  }

  private async lastSuccess(installation: Installation): Promise<string | undefined> {
    const file = this.lastSuccessFile(installation);
    return existsSync(file) ? readFile(file, "utf8") : undefined;
  }
}
