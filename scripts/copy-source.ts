import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const root = path.join(__dirname, "..");

/** What a synth reads. */
const SOURCE = [
  "main.ts",
  "stacks",
  "modules",
  "lambda-src",
  "dist/lambda",
  "tsconfig.json",
  "terraform-backend.hcl",
];

/**
 * Copies all that a synth reads into `folder`, anew.
 * @param change what becomes of the text of each TypeScript file.
 * @param more files and folders beside.
 */
export function copySource(
  folder: string,
  change: (text: string) => string,
  more: readonly string[] = [],
): void {
  rmSync(folder, { recursive: true, force: true });
  for (const part of [...SOURCE, ...more])
    cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts")) continue;
    const text = readFileSync(path.join(folder, file), "utf8");
    const changed = change(text);
    if (changed !== text) writeFileSync(path.join(folder, file), changed);
  }
}
