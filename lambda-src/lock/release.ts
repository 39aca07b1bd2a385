import type { Holder } from "../fencing/fence";
import type { Token } from "../fencing/token";

export interface OwnedLock {
  holder(): Promise<Holder>;
  /** Throws `LockLost` unless the token holds the lock. */
  release(token: Token): Promise<void>;
}

/** Gives the lock back; a repeated call after success changes nothing. */
export async function release(lock: OwnedLock, token: Token): Promise<void> {
  const { owner, generation } = await lock.holder();
  if (owner === undefined && generation === token.generation) return;
  await lock.release(token);
}
