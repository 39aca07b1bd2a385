import type { Location } from "../location";

/** The functions of a release, by what they have the power to do, each with a role of its own. */
export const RELEASE_FUNCTIONS = ["ledger", "observe", "fleet", "smoke", "shift"] as const;
export type ReleaseFunctionName = (typeof RELEASE_FUNCTIONS)[number];

/** Longest run of the function that shifts: nothing else of ours raises a weight. */
export const SHIFT_TIMEOUT_SECONDS = 30;

/**
 * A changed rule is in force on each node of the load balancer only after a while. AWS gives no figure; users who
 * wait two minutes have seen no request go to the old targets any more, those who do not wait have.
 * @see https://github.com/argoproj/argo-rollouts/issues/4595
 */
export const PROPAGATION_SECONDS = 120;

/** Load balancer metrics come once a minute and 1 to 3 minutes late, counted from the beginning of their minute. */
export const METRICS_LAG_SECONDS = 180;

export interface ReleaseStep {
  /** Percent of the requests that the candidate gets. */
  readonly weight: number;
  readonly watchSeconds: number;
}

export interface ReleaseFlowProps extends Pick<Location, "partition"> {
  readonly functionArns: Readonly<Record<ReleaseFunctionName, string>>;
  /** The production rule. */
  readonly ruleArn: string;
  /** Ascending weights that end at 100. */
  readonly steps: readonly ReleaseStep[];
  /** Requests that a watch must have seen; 0 turns off this gate only. */
  readonly minimumRequests: number;
  /** How long a leaving target may finish its requests. */
  readonly deregistrationDelaySeconds: number;
}

/** Takes the lock for the execution that asks; its answer is expected at `$.lock`. */
export const ACQUIRE = { action: "acquire", token: { "owner.$": "$$.Execution.Id" } };
/** Gives back what `ACQUIRE` took. */
export const RELEASE = { action: "release", "token.$": "$.lock.result" };
