/** `make demo`: deploys dev on local AWS, releases good and bad versions under load, and says what happened. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Demo } from "./demo";
import { run } from "./tasks";

const { values } = parseArgs({ options: { speed: { type: "string", default: "20" } } });
const demo = new Demo({ project: join(__dirname, "..", ".."), speed: Number(values.speed) });
void run(demo).then((exitCode) => {
  process.exitCode = exitCode;
});
