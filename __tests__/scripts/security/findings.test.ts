import type { Exception } from "../../../scripts/security/exceptions";
import { judge, readReport } from "../../../scripts/security/findings";

const finding = (check: string, where: string) => ({ check, name: "", where });
const exception = (check: string, where: string): Exception => ({ check, where, reason: "" });

/** As checkov 3.3.30 printed it, shortened. */
const report = (parsing_errors = 0) =>
  JSON.stringify({
    check_type: "terraform_json",
    results: {
      failed_checks: [
        {
          check_id: "CKV_AWS_150",
          check_name: "Ensure that Load Balancer has deletion protection enabled",
          file_path: "/dev-web/cdk.tf.json",
          resource: "resource.load-balancer_30A23327",
        },
        {
          check_id: "CKV2_AWS_61",
          check_name: "Ensure that an S3 bucket has a lifecycle configuration",
          file_path: "/state/cdk.tf.json",
          resource: "aws_s3_bucket.state_states_bucket_19B89E02",
        },
      ],
    },
    summary: { passed: 1807, failed: 2, skipped: 0, parsing_errors },
  });

test("reads where a check failed, without the hash of the address", () => {
  const { passed, findings } = readReport(report());
  expect(passed).toBe(1807);
  expect(findings.map(({ check, where }) => [check, where])).toEqual([
    ["CKV_AWS_150", "dev-web load-balancer"],
    ["CKV2_AWS_61", "state state_states_bucket"],
  ]);
});

test("refuses a report about files that could not be read", () => {
  expect(() => readReport(report(1))).toThrow("parsing_errors");
});

test("refuses a report about no files", () => {
  expect(() => readReport('{"passed": 0, "failed": 0}')).toThrow("results");
});

test("an exception is about its own check, in the places that its pattern means", () => {
  const found = [finding("A", "dev-web key"), finding("A", "dev-web keys"), finding("B", "dev-web key")];
  expect(judge(found, [exception("A", "*-web key")]).failures).toEqual([found[1], found[2]]);
  expect(judge(found, [exception("A", "dev-web k.y")]).failures).toEqual(found);
});

test("an exception that is about nothing any more is told", () => {
  const [used, unused] = [exception("A", "dev-*"), exception("A", "staging-*")];
  expect(judge([finding("A", "dev-web key")], [used, unused])).toEqual({ failures: [], unused: [unused] });
});
