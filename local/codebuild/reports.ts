import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Report } from "@aws-sdk/client-codebuild";
import { XMLParser } from "fast-xml-parser";
import { matching } from "./archive";
import type { Buildspec } from "./buildspec";

interface Counts {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
  seconds: number;
}

/** Reads the JUnit files that the buildspec's `reports` name; a group without a file is INCOMPLETE, as on AWS. */
export async function readReports(
  specs: Buildspec["reports"],
  folder: string,
  identity: { arnPrefix: string; project: string; build: string; created: Date },
): Promise<Report[]> {
  return Promise.all(
    Object.entries(specs).map(async ([group, spec]) => {
      const base = join(folder, spec["base-directory"]);
      const files = await matching(base, spec.files);
      const parsed = await Promise.all(
        files.map(async (file) => count(await readFile(join(base, file), "utf8"))),
      );
      const total = sum(parsed);
      const failed = total.failures + total.errors;
      const name = `${identity.project}-${group}`;
      return {
        arn: `${identity.arnPrefix}:report/${name}:${identity.build}`,
        type: "TEST",
        name,
        reportGroupArn: `${identity.arnPrefix}:report-group/${name}`,
        status: files.length === 0 ? "INCOMPLETE" : failed > 0 ? "FAILED" : "SUCCEEDED",
        created: identity.created,
        testSummary: {
          total: total.tests,
          statusCounts: {
            SUCCEEDED: total.tests - failed - total.skipped,
            FAILED: total.failures,
            ERROR: total.errors,
            SKIPPED: total.skipped,
          },
          durationInNanoSeconds: Math.round(total.seconds * 1e9),
        },
      } satisfies Report;
    }),
  );
}

/** Counts the `testcase` elements wherever they are nested: not every tool writes totals on its suites. */
function count(xml: string): Counts {
  const counts: Counts = { tests: 0, failures: 0, errors: 0, skipped: 0, seconds: 0 };
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== "object" || node === null) return;
    for (const [name, child] of Object.entries(node)) {
      if (name !== "testcase") visit(child);
      else for (const test of [child].flat() as Record<string, unknown>[]) countTest(test, counts);
    }
  };
  visit(new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "@" }).parse(xml));
  return counts;
}

function countTest(test: Record<string, unknown>, counts: Counts): void {
  counts.tests += 1;
  counts.seconds += Number(test["@time"] ?? 0) || 0;
  if ("failure" in test) counts.failures += 1;
  else if ("error" in test) counts.errors += 1;
  else if ("skipped" in test) counts.skipped += 1;
}

function sum(counts: readonly Counts[]): Counts {
  return counts.reduce(
    (total, one) => ({
      tests: total.tests + one.tests,
      failures: total.failures + one.failures,
      errors: total.errors + one.errors,
      skipped: total.skipped + one.skipped,
      seconds: total.seconds + one.seconds,
    }),
    { tests: 0, failures: 0, errors: 0, skipped: 0, seconds: 0 },
  );
}
