import type { Balancer } from "../balancer/balancer";
import type { Colour } from "../colours/colour";
import type { Deployments } from "../deployments/deployments";
import type { LockReader } from "../fencing/fence";
import type { Token } from "../fencing/token";
import type { Success } from "../fencing/release-item";
import type { Fleets } from "../fleets/fleets";

/** Which processes a release suspended: kept outside the execution, so that a crash does not lose them. */
export interface Suspensions {
  suspended(colour: Colour): Promise<string[]>;
  rememberSuspended(token: Token, colour: Colour, processes: readonly string[]): Promise<void>;
}

export interface World {
  readonly lock: LockReader;
  readonly fleets: Fleets;
  readonly deployments: Pick<Deployments, "attach" | "detach" | "running" | "stop">;
  readonly balancer: Pick<Balancer, "weights">;
  readonly suspensions: Suspensions;
  readonly history: { lastSuccess(): Promise<Success | undefined> };
  /** Instances per colour while it is live. */
  readonly minimum: number;
}
