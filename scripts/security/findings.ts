import { z } from "zod";
import type { Exception } from "./exceptions";

/** What a check has failed on. */
export interface Finding {
  readonly check: string;
  readonly name: string;
  /** `<stack> <construct>`. */
  readonly where: string;
}

const failed = z.object({
  check_id: z.string(),
  check_name: z.string(),
  /** `/<stack>/cdk.tf.json`. */
  file_path: z.string(),
  /** `<type or kind>.<construct>_<hash>`. */
  resource: z.string(),
});
const report = z.object({
  results: z.object({ failed_checks: z.array(failed) }),
  summary: z.object({ passed: z.number(), parsing_errors: z.literal(0) }),
});

export interface Report {
  readonly passed: number;
  readonly findings: readonly Finding[];
}

/** Of checkov's `--output json`. It says nothing of a file that it could not read but for the count. */
export function readReport(json: string): Report {
  const { results, summary } = report.parse(JSON.parse(json));
  const findings = results.failed_checks.map(({ check_id: check, check_name: name, file_path, resource }) => {
    const [stack = ""] = file_path.replace(/^\//, "").split("/");
    const construct = resource.slice(resource.indexOf(".") + 1).replace(/_[0-9A-F]{8}$/, "");
    return { check, name, where: `${stack} ${construct}` };
  });
  return { passed: summary.passed, findings };
}

export interface Judgement {
  /** That no exception is about. */
  readonly failures: readonly Finding[];
  /** That no finding is about any more. */
  readonly unused: readonly Exception[];
}

export function judge(findings: readonly Finding[], exceptions: readonly Exception[]): Judgement {
  const about = ({ check, where }: Exception) => {
    const pattern = new RegExp(
      `^${where
        .split("*")
        .map((part) => part.replace(/[.+?^$(){}|[\]\\]/g, "\\$&"))
        .join(".*")}$`,
    );
    return (finding: Finding) => finding.check === check && pattern.test(finding.where);
  };
  return {
    failures: findings.filter((finding) => !exceptions.some((exception) => about(exception)(finding))),
    unused: exceptions.filter((exception) => !findings.some(about(exception))),
  };
}
