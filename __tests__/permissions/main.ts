/**
 * Judges what the release suite has recorded: prints a table, and fails when a permission is not proved. What each
 * one was needed for is in `dist/permissions.md`.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readEvidence } from "./evidence";
import { report } from "./report";
import { refusals, reviewed } from "./reviewed";

const dist = join(__dirname, "..", "..", "dist");
const folder = join(dist, "decisions");
const files = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
const evidence = readEvidence(files.map((file) => readFileSync(file, "utf8")));
const { table, details, problems } = report(evidence, reviewed, refusals);
if (table !== "") console.log(table);
if (details !== "") writeFileSync(join(dist, "permissions.md"), details);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
