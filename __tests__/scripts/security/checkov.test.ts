import { readReport } from "../../../scripts/security/checkov";

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
  expect(readReport(report()).map(({ check, where }) => [check, where])).toEqual([
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
