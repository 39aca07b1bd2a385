import * as z from "zod";
import type { Colour } from "../colours/colour";

/** One built revision: exactly this version of this object. */
export const revision = z.strictObject({
  bucket: z.string().min(1),
  key: z.string().min(1),
  objectVersion: z.string().min(1),
  /** Hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hexadecimal digits"),
});
export type Revision = z.infer<typeof revision>;

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
