/** Runs checkov over cdktf.out and holds its report to the reviewed exceptions. usage: scan.ts CHECKOV */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { exceptions } from "./exceptions";
import { judge, readReport } from "./findings";

const stacks = join(__dirname, "..", "..", "cdktf.out", "stacks");
const MAX_REPORT_BYTES = 256 * 1024 * 1024;

/** Without a look at the network, and with an exit of 0 whatever it finds. */
const OPTIONS = "--framework terraform_json --output json --compact --quiet --soft-fail --skip-download";

async function checkov(command: string): Promise<string> {
  const args = [...OPTIONS.split(" "), "--directory", stacks];
  const { stdout } = await promisify(execFile)(command, args, { maxBuffer: MAX_REPORT_BYTES });
  return stdout;
}

async function scan(command: string): Promise<void> {
  const { passed, findings } = readReport(await checkov(command));
  const { failures, unused } = judge(findings, exceptions);
  for (const { check, where, name } of failures) console.error(`${check}: ${where}: ${name}`);
  for (const { check, where } of unused)
    console.error(`scripts/security/exceptions.ts: ${check}, ${where} must be about something that is found`);
  console.log(
    `checkov: ${passed} passed, ${failures.length} failed, ${findings.length - failures.length} accepted`,
  );
  if (failures.length + unused.length > 0) process.exitCode = 1;
}

scan(process.argv[2] ?? "checkov").catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
