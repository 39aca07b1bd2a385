import type { Clock } from "./clock/clock";
import type { Credentials } from "./credentials";
import type { Authority } from "./iam/authority";
import type { Lateness } from "./time/lateness";

/** A part of AWS that holds resources of its own. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** What every local service gets: the endpoint that production code uses too, the clock, a folder. */
export interface LocalContext {
  /** The gateway, `http://127.0.0.1:<port>`: what `AWS_ENDPOINT_URL` names. */
  readonly endpoint: string;
  /** moto itself: what an engine of local AWS asks about the resources that moto keeps, as nobody's request. */
  readonly motoEndpoint: string;
  readonly clock: Clock;
  readonly lateness: Lateness;
  /** Everything that local AWS writes lies below it. */
  readonly folder: string;
  /** Accounts and regions that a request has named so far. */
  places(): readonly Place[];
  /** Credentials of the person who runs local AWS, in an account; cached. */
  credentials(account: string): Promise<Credentials>;
  /** Who decides what an engine may do as a deployed role. */
  readonly iam: Authority;
  /** One line of what happened, for a person who follows the run. */
  log(source: string, message: string): void;
}
