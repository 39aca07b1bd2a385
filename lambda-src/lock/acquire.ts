import { LockHeld } from "../errors/release-error";
import type { Holder } from "../fencing/fence";
import type { Token } from "../fencing/token";

export interface Lock {
  holder(): Promise<Holder>;
  take(owner: string, generation: number): Promise<boolean>;
}

export interface Executions {
  /** Status of an execution as Step Functions gives it; `GONE` when it is no longer known. */
  status(arn: string): Promise<string>;
}

/** Of an execution that cannot move anything any more; a status that nobody knows here is not among them. */
const ENDED = new Set(["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "GONE"]);

/**
 * Takes the environment's lock for an execution. A holder whose execution has ended is taken over:
 * leases follow execution status, not clocks. The same execution may ask again.
 */
export async function acquire(lock: Lock, executions: Executions, owner: string): Promise<Token> {
  const holder = await lock.holder();
  if (holder.owner === owner) return { owner, generation: holder.generation };
  if (holder.owner !== undefined && !ENDED.has(await executions.status(holder.owner))) {
    throw new LockHeld(`release lock: must be free, got held by ${holder.owner}`);
  }
  if (!(await lock.take(owner, holder.generation))) {
    throw new LockHeld("release lock: must be free, got taken by another release at the same moment");
  }
  return { owner, generation: holder.generation + 1 };
}
