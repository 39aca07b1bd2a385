import { randomInt } from "node:crypto";
import type {
  CreateDeploymentInput,
  DeploymentGroupInfo,
  DeploymentInfo,
  DeploymentOverview,
  DeploymentTarget,
  Diagnostics,
  ErrorInformation,
  InstanceTarget,
  LifecycleEvent,
} from "@aws-sdk/client-codedeploy";
import type { Clock } from "../../clock/clock";
import type { Place } from "../../context";
import { type InstallationObserver, type LifecycleEventName, lifecycleEvents } from "./agent/agent";
import { s3Location } from "./revision";

/** The group that a deployment goes to. */
export interface DeployedGroup {
  readonly id: string;
  info: DeploymentGroupInfo;
}

/** One deployment: what was asked, and how far each instance is. */
export class Deployment {
  readonly id = `d-${Array.from({ length: 9 }, () => idCharacters[randomInt(idCharacters.length)]).join("")}`;
  readonly targets = new Map<string, InstanceTarget>();
  /** Aborted by StopDeployment. */
  readonly stop = new AbortController();
  private state: NonNullable<DeploymentInfo["status"]> = "Created";
  private error: ErrorInformation | undefined;
  private started: Date | undefined;
  private completed: Date | undefined;
  private readonly created: Date;

  constructor(
    private readonly place: Place,
    readonly group: DeployedGroup,
    readonly input: CreateDeploymentInput,
    readonly creator: "user" | "autoscaling",
    private readonly clock: Clock,
  ) {
    this.created = this.now();
  }

  get status() {
    return this.state;
  }

  get active(): boolean {
    return this.completed === undefined;
  }

  get overview(): Required<DeploymentOverview> {
    const count = (status: string) =>
      Array.from(this.targets.values()).filter((target) => target.status === status).length;
    return {
      Pending: count("Pending"),
      InProgress: count("InProgress"),
      Succeeded: count("Succeeded"),
      Failed: count("Failed"),
      Skipped: count("Skipped"),
      Ready: 0,
    };
  }

  get info(): DeploymentInfo {
    const { input, group } = this;
    return {
      ...input,
      deploymentId: this.id,
      deploymentConfigName: input.deploymentConfigName ?? group.info.deploymentConfigName,
      status: this.state,
      errorInformation: this.error,
      createTime: this.created,
      startTime: this.started,
      completeTime: this.completed,
      deploymentOverview: this.overview,
      creator: this.creator,
      fileExistsBehavior: input.fileExistsBehavior ?? "DISALLOW",
      ignoreApplicationStopFailures: input.ignoreApplicationStopFailures ?? false,
      updateOutdatedInstancesOnly: false,
      deploymentStyle: group.info.deploymentStyle,
      instanceTerminationWaitTimeStarted: false,
      computePlatform: "Server",
    };
  }

  target(instanceId: string): DeploymentTarget | undefined {
    const instanceTarget = this.targets.get(instanceId);
    return instanceTarget && { deploymentTargetType: "InstanceTarget", instanceTarget };
  }

  begin(instanceIds: readonly string[]): void {
    this.state = "InProgress";
    this.started = this.now();
    for (const id of instanceIds) {
      this.targets.set(id, {
        deploymentId: this.id,
        targetId: id,
        targetArn: `arn:aws:ec2:${this.place.region}:${this.place.account}:instance/${id}`,
        status: "Pending",
        lastUpdatedAt: this.now(),
        lifecycleEvents: lifecycleEvents.map((name) => ({ lifecycleEventName: name, status: "Pending" })),
      });
    }
  }

  /** Notes the agent's events on one instance. */
  observer(instanceId: string): InstallationObserver {
    const note = (name: LifecycleEventName, fields: Partial<LifecycleEvent>) => {
      const target = this.targets.get(instanceId);
      const event = target?.lifecycleEvents?.find(({ lifecycleEventName }) => lifecycleEventName === name);
      if (!target || !event) return;
      Object.assign(event, fields);
      target.lastUpdatedAt = this.now();
    };
    const success: Diagnostics = { errorCode: "Success", scriptName: "", message: "Succeeded", logTail: "" };
    return {
      started: (name) => note(name, { status: "InProgress", startTime: this.now() }),
      succeeded: (name) => note(name, { status: "Succeeded", endTime: this.now(), diagnostics: success }),
      failed: (name, diagnostics) => note(name, { status: "Failed", endTime: this.now(), diagnostics }),
    };
  }

  setTarget(instanceId: string, status: NonNullable<InstanceTarget["status"]>): void {
    const target = this.targets.get(instanceId);
    if (!target) return;
    target.status = status;
    target.lastUpdatedAt = this.now();
    if (status === "InProgress") return;
    for (const event of target.lifecycleEvents ?? [])
      if (event.status === "Pending") event.status = "Skipped";
  }

  complete(status: "Succeeded" | "Failed" | "Stopped", error?: ErrorInformation): void {
    this.state = status;
    this.error = error;
    this.completed = this.now();
  }

  /** What the agent of each instance is told. */
  get installation() {
    const { applicationName, deploymentGroupName } = this.group.info;
    return {
      deploymentId: this.id,
      applicationName: applicationName ?? "",
      groupName: deploymentGroupName ?? "",
      groupId: this.group.id,
      revision: s3Location(this.input.revision),
      fileExistsBehavior: this.input.fileExistsBehavior ?? "DISALLOW",
      ignoreApplicationStopFailures: this.input.ignoreApplicationStopFailures ?? false,
    } as const;
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}

const idCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
