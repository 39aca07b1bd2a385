/**
 * Looks through cdktf.out with checkov, and through all policies in it with parliament, and holds what they find to the
 * reviewed exceptions. usage: scan.ts BIN, the folder with both commands' Python.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { checkov } from "./checkov";
import { type Exception, exceptions } from "./exceptions";
import { type Finding, judge } from "./findings";
import { documentsOf, literalsOf } from "./policies";
import { policyExceptions } from "./policy-exceptions";
import { lint } from "./policy-lint";

const stacks = path.join(__dirname, "..", "..", "cdktf.out", "stacks");

async function scan(bin: string): Promise<void> {
  const policies = readdirSync(stacks).flatMap((stack) => {
    const json: unknown = JSON.parse(readFileSync(path.join(stacks, stack, "cdk.tf.json"), "utf8"));
    return [...documentsOf(stack, json), ...literalsOf(stack, json)];
  });
  hold("checkov", await checkov(path.join(bin, "checkov"), stacks), exceptions);
  hold(`parliament, ${policies.length} policies`, lint(path.join(bin, "python"), policies), policyExceptions);
}

function hold(what: string, findings: readonly Finding[], accepted: readonly Exception[]): void {
  const { failures, unused } = judge(findings, accepted);
  for (const { check, where, name } of failures) console.error(`${check}: ${where}: ${name}`);
  for (const { check, where } of unused)
    console.error(`scripts/security: ${check}, ${where} must be about something that is found`);
  console.log(`${what}: ${failures.length} failed, ${findings.length - failures.length} accepted`);
  if (failures.length + unused.length > 0) process.exitCode = 1;
}

scan(process.argv[2] ?? "").catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
