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

/** Gets each change of an event on the agent's instance. */
export type Report = (
  event: LifecycleEventName,
  status: "InProgress" | "Succeeded" | "Failed",
  diagnostics?: Diagnostics,
) => void;

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
  install(installation: Installation, report: Report, stop: AbortSignal): Promise<boolean> {
    const work = this.busy.then(() => this.perform(installation, report, stop));
    this.busy = work.catch(() => undefined);
    return work;
  }

  /** Ends the running script, with the instance. */
  async close(): Promise<void> {
    this.abort.abort();
    await this.busy;
  }

  private async perform(installation: Installation, report: Report, stop: AbortSignal): Promise<boolean> {
    const ending = AbortSignal.any([stop, this.abort.signal]);
    if (!(await this.answers(ending))) {
      const error = new Error(
        "CodeDeploy agent was not able to receive the lifecycle event. Check the CodeDeploy agent logs on your host " +
          "and make sure the agent is running and can connect to the CodeDeploy server.",
      );
      if (!ending.aborted) report("ApplicationStop", "Failed", HookError.diagnosticsOf(error));
      return false;
    }
    for (const event of lifecycleEvents) {
      if (ending.aborted) return false;
      report(event, "InProgress");
      try {
        await this.run(event, installation);
        report(event, "Succeeded", {
          errorCode: "Success",
          scriptName: "",
          message: "Succeeded",
          logTail: "",
        });
      } catch (error) {
        report(event, "Failed", HookError.diagnosticsOf(error));
        if (event !== "ApplicationStop" || !installation.ignoreApplicationStopFailures) return false;
      }
    }
    await writeFile(this.lastSuccess(installation), installation.deploymentId);
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
    const { deploymentId, groupId, revision, fileExistsBehavior } = installation;
    switch (event) {
      case "ApplicationStop": {
        // With the scripts of the revision that runs now, if there is one.
        const previous = await readFile(this.lastSuccess(installation), "utf8").catch(() => undefined);
        if (previous !== undefined) await this.runHooks(event, installation, previous);
        return;
      }
      case "DownloadBundle":
        return downloadRevision(this.context, this.instance, revision, this.folder(groupId, deploymentId));
      case "Install": {
        const archive = this.archive(groupId, deploymentId);
        const { files, file_exists_behavior } = await readAppSpec(archive);
        return copyFiles(files, {
          archive,
          root: this.instance.root,
          manifest: this.folder("deployment-instructions", `${groupId}-cleanup`),
          fileExistsBehavior: file_exists_behavior ?? fileExistsBehavior,
        });
      }
      case "BeforeInstall":
      case "AfterInstall":
      case "ApplicationStart":
      case "ValidateService":
        return this.runHooks(event, installation, deploymentId);
    }
  }

  /** @param from - the deployment whose scripts run. */
  private async runHooks(event: LifecycleEventName, installation: Installation, from: string): Promise<void> {
    const { deploymentId, groupId } = installation;
    const archive = this.archive(groupId, from);
    const { bucket = "", key = "", version = "", eTag = "" } = installation.revision;
    const environment = {
      ...(await this.instance.environment()),
      LIFECYCLE_EVENT: event,
      DEPLOYMENT_ID: deploymentId,
      APPLICATION_NAME: installation.applicationName,
      DEPLOYMENT_GROUP_NAME: installation.groupName,
      DEPLOYMENT_GROUP_ID: groupId,
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
        log: this.folder(groupId, deploymentId, "logs/scripts.log"),
        abort: this.abort.signal,
      });
    }
  }

  /** Id of the deployment that was installed last. */
  private lastSuccess({ groupId }: Installation): string {
    return this.folder(groupId, "last-successful-install");
  }

  private archive(groupId: string, deploymentId: string): string {
    return this.folder(groupId, deploymentId, "deployment-archive");
  }

  private folder(...names: readonly string[]): string {
    return join(this.instance.root, "opt/codedeploy-agent/deployment-root", ...names);
  }
}
