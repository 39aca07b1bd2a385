/** Writes one JSON line: `release` is the name of the state machine's execution. */
export type Log = (message: string, fields?: Record<string, unknown>) => void;

export function logTo(write: (line: string) => void, owner: string): Log {
  const release = owner.slice(owner.lastIndexOf(":") + 1);
  return (message, fields = {}) => write(`${JSON.stringify({ release, message, ...fields })}\n`);
}
