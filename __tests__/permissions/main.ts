/** Judges what the local suites have recorded: prints a table, and fails when a permission is not proved. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readEvidence } from "./evidence";
import { report } from "./report";
import { refusals, reviewed } from "./reviewed";

const folder = join(__dirname, "..", "..", "dist", "decisions");
const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
const { table, problems } = report(readEvidence(files), reviewed, refusals);
console.log(table);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
