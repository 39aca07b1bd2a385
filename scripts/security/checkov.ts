import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import { type Finding, withoutHash } from "./findings";

const MAX_REPORT_BYTES = 256 * 1024 * 1024;

/** Without a look at the network, and with an exit of 0 whatever it finds. */
const OPTIONS = "--framework terraform_json --output json --compact --quiet --soft-fail --skip-download";

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
  summary: z.object({ parsing_errors: z.literal(0) }),
});

/** What checkov finds in the stacks of a folder. */
export async function checkov(command: string, stacks: string): Promise<Finding[]> {
  const args = [...OPTIONS.split(" "), "--directory", stacks];
  const { stdout } = await promisify(execFile)(command, args, { maxBuffer: MAX_REPORT_BYTES });
  return readReport(stdout);
}

/** Of checkov's `--output json`. It says nothing of a file that it could not read but for the count. */
export function readReport(json: string): Finding[] {
  const { results } = report.parse(JSON.parse(json));
  return results.failed_checks.map(({ check_id: check, check_name: name, file_path, resource }) => {
    const [stack = ""] = file_path.replace(/^\//, "").split("/");
    return { check, name, where: `${stack} ${withoutHash(resource.slice(resource.indexOf(".") + 1))}` };
  });
}
