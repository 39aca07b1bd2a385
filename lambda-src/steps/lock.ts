import { LockHeld } from "../model/errors";
import type { Executions, Lock } from "../model/ports";
import type { Token } from "../model/token";

/** Of an execution that cannot move anything any more; a status that nobody knows here is not among them. */
const ENDED = new Set(["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "GONE"]);

/**
 * Takes the environment's lock for an execution. A holder whose execution has ended is taken over:
 * leases follow execution status, not clocks. The same execution may ask again.
 */
export async function acquire(
  lock: Pick<Lock, "holder" | "take">,
  executions: Executions,
  owner: string,
): Promise<Token> {
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

/** Gives the lock back; a repeated call after success changes nothing. */
export async function release(lock: Pick<Lock, "holder" | "release">, token: Token): Promise<void> {
  const { owner, generation } = await lock.holder();
  if (owner === undefined && generation === token.generation) return;
  await lock.release(token);
}
