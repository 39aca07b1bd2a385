/** Writes one JSON line: `release` is the name of the state machine's execution. */
export type Log = (message: string, fields?: Record<string, unknown>) => void;

/** Where lines go, each with its end. */
export type Write = (line: string) => unknown;

/** Lambda sends it to the function's log group. */
export const toStdout: Write = (line) => process.stdout.write(line);

export function logTo(write: Write, owner: string): Log {
  const release = owner.slice(owner.lastIndexOf(":") + 1);
  return (message, fields = {}) => write(`${JSON.stringify({ release, message, ...fields })}\n`);
}
