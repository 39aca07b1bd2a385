/** Makes a logger that writes one JSON object a line, each with the fields given here. */
export function createLog(fields, write = (line) => process.stdout.write(`${line}\n`)) {
  return (message, more = {}) =>
    write(JSON.stringify({ time: new Date().toISOString(), message, ...fields, ...more }));
}
