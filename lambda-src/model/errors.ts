/**
 * A release that cannot go on, for a reason that a person can read.
 * The class name is the state machine's error code: `Catch` and `Retry` clauses and the pipeline see it.
 */
export abstract class ReleaseError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** Another execution that still runs holds the lock. */
export class LockHeld extends ReleaseError {}
/** The lock belongs to somebody else by now: this execution must not change anything any more. */
export class LockLost extends ReleaseError {}
export class PreflightFailed extends ReleaseError {}
export class FleetNotReady extends ReleaseError {}
/** A colour that carries traffic was to be drained. */
export class ColourHasWeight extends ReleaseError {}
/** No colour has all the weight, so that none is live. */
export class WeightsDivided extends ReleaseError {}
export class DeploymentFailed extends ReleaseError {}
export class TargetsUnhealthy extends ReleaseError {}
export class SmokeTestFailed extends ReleaseError {}
export class ShiftRefused extends ReleaseError {}
/** CloudWatch could not tell all that it was asked for: that is no data, and no verdict. */
export class MetricsIncomplete extends ReleaseError {}
export class GateFailed extends ReleaseError {}
/** A colour without weight still gets requests: its instances must stay. */
export class StillServing extends ReleaseError {}
/** Several clean-up actions failed; the message names each. */
export class CleanUpFailed extends ReleaseError {}
export class InvalidEvent extends ReleaseError {}
export class InvalidEnvironment extends ReleaseError {}
