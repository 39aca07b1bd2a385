import type { Colour } from "../colours/colour";

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
  /** Number of the newest version. */
  newestVersion(launchTemplateId: string): Promise<string>;
  /** Makes new instances start from this version. */
  pin(colour: Colour, launchTemplateId: string, version: string): Promise<void>;
  suspend(colour: Colour, processes: readonly string[]): Promise<void>;
  resume(colour: Colour, processes: readonly string[]): Promise<void>;
  markHealthy(instanceId: string): Promise<void>;
}
