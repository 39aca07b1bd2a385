import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LocalContext } from "../../../context";
import type { Instance } from "../../../fleet/instance";
import { type Deployment, type LifecycleEventName, lifecycleEvents } from "../deployment";
import { readAppSpec } from "./app-spec";
import { copyFiles } from "./copy-files";
import { SUCCESS, diagnosticsOf } from "./diagnostics";
import { runHookScript } from "./hook-script";
import { downloadRevision } from "./revision-archive";

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

  /** Installs a deployment's revision, until it is stopped; resolves to whether every event succeeded. */
  install(deployment: Deployment): Promise<boolean> {
    const work = this.busy.then(() => this.perform(deployment));
    this.busy = work.catch(() => undefined);
    return work;
  }

  /** Ends the running script, with the instance. */
  async close(): Promise<void> {
    this.abort.abort();
    await this.busy;
  }

  private async perform(deployment: Deployment): Promise<boolean> {
    const { id } = this.instance;
    const ending = AbortSignal.any([deployment.stop.signal, this.abort.signal]);
    if (!(await this.answers(ending))) {
      const error = new Error(
        "CodeDeploy agent was not able to receive the lifecycle event. Check the CodeDeploy agent logs on your host " +
          "and make sure the agent is running and can connect to the CodeDeploy server.",
      );
      if (!ending.aborted) deployment.note(id, "ApplicationStop", "Failed", diagnosticsOf(error));
      return false;
    }
    for (const event of lifecycleEvents) {
      if (ending.aborted) return false;
      deployment.note(id, event, "InProgress");
      try {
        await this.run(event, deployment);
        deployment.note(id, event, "Succeeded", SUCCESS);
      } catch (error) {
        deployment.note(id, event, "Failed", diagnosticsOf(error));
        if (event !== "ApplicationStop" || !deployment.input.ignoreApplicationStopFailures) return false;
      }
    }
    await writeFile(this.lastSuccess(deployment), deployment.id);
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

  private async run(event: LifecycleEventName, deployment: Deployment): Promise<void> {
    const { id, group, input } = deployment;
    switch (event) {
      case "ApplicationStop": {
        // With the scripts of the revision that runs now, if there is one.
        const previous = await readFile(this.lastSuccess(deployment), "utf8").catch(() => undefined);
        if (previous !== undefined) await this.runHooks(event, deployment, previous);
        return;
      }
      case "DownloadBundle": {
        const { s3Location } = input.revision;
        return downloadRevision(this.context, this.instance, s3Location, this.folder(group.id, id));
      }
      case "Install": {
        const archive = this.archive(group.id, id);
        const { files, file_exists_behavior } = await readAppSpec(archive);
        return copyFiles(files, {
          archive,
          root: this.instance.root,
          manifest: this.folder("deployment-instructions", `${group.id}-cleanup`),
          fileExistsBehavior: file_exists_behavior ?? input.fileExistsBehavior ?? "DISALLOW",
        });
      }
      case "BeforeInstall":
      case "AfterInstall":
      case "ApplicationStart":
      case "ValidateService":
        return this.runHooks(event, deployment, id);
    }
  }

  /** @param from - the deployment whose scripts run. */
  private async runHooks(event: LifecycleEventName, deployment: Deployment, from: string): Promise<void> {
    const { id, group, input } = deployment;
    const archive = this.archive(group.id, from);
    const { bucket = "", key = "", version = "", eTag = "" } = input.revision.s3Location;
    const environment = {
      ...(await this.instance.environment()),
      LIFECYCLE_EVENT: event,
      DEPLOYMENT_ID: id,
      APPLICATION_NAME: group.info.applicationName,
      DEPLOYMENT_GROUP_NAME: group.info.deploymentGroupName,
      DEPLOYMENT_GROUP_ID: group.id,
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
        log: this.folder(group.id, id, "logs/scripts.log"),
        abort: this.abort.signal,
      });
    }
  }

  /** Id of the deployment that was installed last. */
  private lastSuccess({ group }: Deployment): string {
    return this.folder(group.id, "last-successful-install");
  }

  private archive(groupId: string, deploymentId: string): string {
    return this.folder(groupId, deploymentId, "deployment-archive");
  }

  private folder(...names: readonly string[]): string {
    return join(this.instance.root, "opt/codedeploy-agent/deployment-root", ...names);
  }
}
