import type { Credentials } from "../credentials";
import type { Requirement } from "./requirement";

/** How a service assumes a role. */
export interface ServiceSession {
  /** Its name in trust policies, such as `codebuild.amazonaws.com`. */
  readonly service: string;
  /** Resource on whose behalf it does. @default - the service does not tell */
  readonly sourceArn?: string;
  /** Name of the session. */
  readonly name: string;
}

/** Who lets the engines of local AWS act as a deployed role, as AWS's services do. */
export interface Authority {
  /** Credentials of a role, if its trust policy lets the service assume it. */
  assume(roleArn: string, session: ServiceSession): Promise<Credentials>;
  /** Throws where the role may not do what the service does in its name without any request of the role's own. */
  act(roleArn: string, session: ServiceSession, requirements: readonly Requirement[]): Promise<void>;
}
