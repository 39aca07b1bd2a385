import { LockLost } from "../model/errors";
import type { LockReader } from "../model/ports";
import type { Token } from "../model/token";

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
