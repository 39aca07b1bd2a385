import { LockLost } from "../errors/release-error";
import type { Token } from "./token";

/** Who holds the environment's lock right now; undefined owner: nobody. */
export interface Holder {
  readonly owner: string | undefined;
  readonly generation: number;
}

export interface LockReader {
  /** A consistent read. */
  holder(): Promise<Holder>;
}

/**
 * Throws unless `token` still holds the lock. Every mutation asks first: stopping an execution
 * leaves its running function alone, and that one must not change anything any more.
 */
export async function assertHeld(lock: LockReader, token: Token): Promise<void> {
  const { owner, generation } = await lock.holder();
  if (owner === token.owner && generation === token.generation) return;
  throw new LockLost(
    `release lock: token must be ${owner ?? "nobody"} at generation ${generation}, ` +
      `got ${token.owner} at generation ${token.generation}`,
  );
}
