/** What the steps need of the world, as narrow as they need it: `aws/` answers from AWS, tests from memory. */
import type { Colour, Weights } from "./colour";
import type { Revision } from "./revision";
import type { Token } from "./token";

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

export interface Target {
  readonly id: string;
  /** `healthy`, `unhealthy`, `initial`, `draining`, `unused`… */
  readonly state: string;
  readonly reason: string | undefined;
}

export interface Targets {
  /** Registered targets that are not leaving. */
  targets(colour: Colour): Promise<Target[]>;
}

/** The production rule and the target groups behind it. */
export interface Balancer extends Targets {
  weights(): Promise<Weights>;
  setWeights(weights: Weights): Promise<void>;
}

export interface Instance {
  readonly id: string;
  /** `Pending`, `InService`, `Terminating`… */
  readonly lifecycleState: string;
  readonly launchTemplateVersion: string | undefined;
}

/** An Auto Scaling group, as far as a release cares. */
export interface Fleet {
  readonly minimum: number;
  readonly desired: number;
  readonly maximum: number;
  readonly instances: readonly Instance[];
  /** Suspended scaling processes, by whomever. */
  readonly suspended: readonly string[];
  readonly launchTemplateId: string;
}

/** The two fleets of an environment. */
export interface Fleets {
  describe(colour: Colour): Promise<Fleet>;
  /** Sets minimum and, when given, desired capacity. */
  resize(colour: Colour, minimum: number, desired?: number): Promise<void>;
  /** Makes new instances start from this version. */
  pin(colour: Colour, launchTemplateId: string, version: string): Promise<void>;
  suspend(colour: Colour, processes: readonly string[]): Promise<void>;
  resume(colour: Colour, processes: readonly string[]): Promise<void>;
  markHealthy(instanceId: string): Promise<void>;
}

export interface LaunchTemplates {
  /** Number of the newest version. */
  newestVersion(launchTemplateId: string): Promise<string>;
}

export interface Deployment {
  /** `Created`, `Queued`, `InProgress`, `Ready`, `Succeeded`, `Failed`, `Stopped`. */
  readonly status: string;
  readonly description: string;
  readonly succeeded: number;
  /** CodeDeploy's code and words for a failure. */
  readonly error: string | undefined;
}

/** What went wrong on one instance. */
export interface InstanceFailure {
  readonly instance: string;
  /** Lifecycle event, such as `ValidateService`. */
  readonly event: string;
  /** Path in the revision; empty when CodeDeploy itself failed. */
  readonly script: string;
  readonly message: string;
  /** The end of what the script printed. */
  readonly log: string;
}

/** Deployment groups and what runs in them. */
export interface Deployments {
  /** Deployments that have not ended. */
  running(colour: Colour): Promise<string[]>;
  create(colour: Colour, revision: Revision, description: string): Promise<string>;
  get(id: string): Promise<Deployment>;
  /** Of some instances, if not of all. */
  failures(id: string): Promise<InstanceFailure[]>;
  stop(id: string): Promise<void>;
  /** Gives the group its Auto Scaling group: CodeDeploy puts its launch hook on it. */
  attach(colour: Colour): Promise<void>;
  /** Takes the Auto Scaling group from the deployment group: new instances start without an old revision. */
  detach(colour: Colour): Promise<void>;
}

/** What the load balancer counted for one colour; undefined where CloudWatch has no data at all. */
export interface Traffic {
  readonly requests: number | undefined;
  readonly serverErrors: number | undefined;
  readonly connectionErrors: number | undefined;
}

export interface Metrics {
  /** Sums over the whole minutes from `from` until `to`. */
  traffic(colour: Colour, from: Date, to: Date): Promise<Traffic>;
  /** State `OK`, `ALARM` or `INSUFFICIENT_DATA`; undefined when there is no such alarm. */
  alarm(colour: Colour): Promise<{ state: string | undefined; reason: string | undefined }>;
}

export interface Objects {
  /** Streams the object; undefined when this version of it does not exist. */
  sha256(revision: Revision): Promise<string | undefined>;
}

/** Who holds the environment's lock right now; undefined owner: nobody. */
export interface Holder {
  readonly owner: string | undefined;
  readonly generation: number;
}

export interface LockReader {
  /** A consistent read. */
  holder(): Promise<Holder>;
}

export interface Lock extends LockReader {
  /** Takes the lock if it still is at `generation`; false when somebody else was faster. */
  take(owner: string, generation: number): Promise<boolean>;
  /** Throws `LockLost` unless the token holds the lock. */
  release(token: Token): Promise<void>;
}

export interface Executions {
  /** Status of an execution as Step Functions gives it; `GONE` when it is no longer known. */
  status(arn: string): Promise<string>;
}

/** The last release that succeeded. */
export interface Success {
  readonly version: string;
  readonly colour: Colour;
}

export interface History {
  lastSuccess(): Promise<Success | undefined>;
}

/** Each throws `LockLost` unless the token holds the lock. */
export interface Records {
  rememberSuccess(token: Token, value: Success & Record<string, unknown>): Promise<void>;
  rememberFailure(token: Token, value: Record<string, unknown>): Promise<void>;
}

/** Which processes a release suspended: kept outside the execution, so that a crash does not lose them. */
export interface Suspensions {
  suspended(colour: Colour): Promise<string[]>;
  /** Throws `LockLost` unless the token holds the lock. */
  rememberSuspended(token: Token, colour: Colour, processes: readonly string[]): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export type Get = (headers: Record<string, string>) => Promise<Answer>;
