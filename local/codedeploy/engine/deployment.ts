import { randomInt } from "node:crypto";
import type {
  CreateDeploymentInput,
  DeploymentGroupInfo,
  DeploymentInfo,
  DeploymentOverview,
  Diagnostics,
  ErrorInformation,
  InstanceTarget,
  LifecycleEventStatus,
  S3Location,
  Tag,
} from "@aws-sdk/client-codedeploy";
import type { Clock } from "../../clock/clock";
import type { Place } from "../../context";

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

/** The group that a deployment goes to. */
export interface Group {
  readonly id: string;
  info: DeploymentGroupInfo;
  tags: Tag[];
  /** Instances that were launched while the group was not attached: no launch hook waits for them. */
  readonly launchedWithoutHook: Set<string>;
  /** What the launch hook installs on a new instance. */
  lastSuccessful: Deployment | undefined;
}

/** What is asked of a deployment, and where its revision lies. */
export type DeploymentInput = CreateDeploymentInput & {
  readonly revision: { readonly s3Location: S3Location };
};

/** One deployment: what was asked, and how far each instance is. */
export class Deployment {
  readonly id = `d-${Array.from({ length: 9 }, () => idCharacters[randomInt(idCharacters.length)]).join("")}`;
  readonly targets = new Map<string, InstanceTarget>();
  /** Aborted by StopDeployment. */
  readonly stop = new AbortController();
  private readonly progress: DeploymentInfo;

  constructor(
    private readonly place: Place,
    readonly group: Group,
    readonly input: DeploymentInput,
    readonly creator: "user" | "autoscaling",
    private readonly clock: Clock,
  ) {
    this.progress = { status: "Created", createTime: this.now() };
  }

  get active(): boolean {
    return this.progress.completeTime === undefined;
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
    const { id: deploymentId, creator, overview: deploymentOverview } = this;
    return { ...this.input, ...this.progress, deploymentId, creator, deploymentOverview };
  }

  begin(instanceIds: readonly string[]): void {
    this.progress.status = "InProgress";
    this.progress.startTime = this.now();
    for (const id of instanceIds) {
      this.targets.set(id, {
        deploymentId: this.id,
        targetId: id,
        targetArn: `arn:aws:ec2:${this.place.region}:${this.place.account}:instance/${id}`,
        status: "InProgress",
        lastUpdatedAt: this.now(),
        lifecycleEvents: lifecycleEvents.map((name) => ({ lifecycleEventName: name, status: "Pending" })),
      });
    }
  }

  /** Notes how far an instance's agent is. */
  note(
    instanceId: string,
    name: LifecycleEventName,
    status: LifecycleEventStatus,
    diagnostics?: Diagnostics,
  ) {
    const target = this.targets.get(instanceId);
    const event = target?.lifecycleEvents?.find(({ lifecycleEventName }) => lifecycleEventName === name);
    if (!target || !event) return;
    target.lastUpdatedAt = this.now();
    const time = status === "InProgress" ? { startTime: this.now() } : { endTime: this.now() };
    Object.assign(event, { status, diagnostics }, time);
  }

  endTarget(instanceId: string, status: "Succeeded" | "Failed" | "Skipped"): void {
    const target = this.targets.get(instanceId);
    if (!target) return;
    target.status = status;
    target.lastUpdatedAt = this.now();
    for (const event of target.lifecycleEvents ?? [])
      if (event.status === "Pending") event.status = "Skipped";
  }

  complete(status: "Succeeded" | "Failed" | "Stopped", errorInformation?: ErrorInformation): void {
    Object.assign(this.progress, { status, errorInformation, completeTime: this.now() });
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}

const idCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
