import { spawnSync } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import type { Finding } from "./findings";
import type { NamedPolicy } from "./policies";

const findings = z.array(z.object({ check: z.string(), where: z.string(), name: z.string() }));

/** What parliament finds in policies. */
export function lint(python: string, policies: readonly NamedPolicy[]): Finding[] {
  const { status, stdout } = spawnSync(python, [path.join(__dirname, "lint.py")], {
    input: JSON.stringify(policies.map(({ name, statements }) => ({ name, policy: policyOf(statements) }))),
    stdio: ["pipe", "pipe", "inherit"],
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${python}: parliament must succeed, got ${status}`);
  return findings.parse(JSON.parse(stdout));
}

function policyOf(statements: NamedPolicy["statements"]) {
  return { Version: "2012-10-17", Statement: statements };
}
