import type { Raised, Size, Started } from "../../lambda-src/contracts/fleet";
import type { Caught, Released, Revision, Told, Token } from "../../lambda-src/contracts/ledger";
import type { Plan, Verdict } from "../../lambda-src/contracts/observe";
import type { Shifted } from "../../lambda-src/contracts/shift";
import { type Answer, pathsInto } from "./asl";
import type { ReleaseStep } from "./flow";

/** What a release carries from state to state: its input, and beside it the answer of each function. */
export interface ReleaseState {
  readonly version: string;
  readonly revision: Revision;
  readonly lock: Answer<Token>;
  readonly plan: Answer<Plan>;
  readonly fleet: Answer<Size>;
  readonly raised: Answer<Raised>;
  readonly deployment: Answer<Started>;
  readonly steps: {
    readonly items: readonly ReleaseStep[];
    readonly count: number;
    /** The current one among them. */
    readonly done: number;
    /** Requests that a watch must have seen. */
    readonly minimumRequests: number;
    /** Absent until the first shift. */
    readonly current: ReleaseStep;
  };
  readonly shift: Answer<Shifted>;
  readonly verdict: Answer<Verdict>;
  readonly released: Answer<Released>;
  /** When the weights were back. */
  readonly back: { readonly at: string };
  /** What ends the release, and how it is told. */
  readonly error: Caught;
  readonly failure: Answer<Told>;
  /** Problems after that, which hide nothing of it. */
  readonly wayBackError: Caught;
  readonly cleanUpError: Caught;
  readonly silenceError: Caught;
  readonly recordError: Caught;
  readonly unlockError: Caught;
  /** After the last verdict: the new version is live all the same. */
  readonly lateError: Caught;
}

/** A path into the state of a release. */
export const at = pathsInto<ReleaseState>();
