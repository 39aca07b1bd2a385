import { allow, type DeployScope, named, type Statement } from "./statement";

/** Log groups whose names begin with one of `paths` and go on with the place's name. */
export function logPermissions(scope: DeployScope, paths: readonly string[]): Statement[] {
  return [
    // It knows no resources: it is asked for all groups whose names begin alike.
    allow("SeeLogs", ["logs:DescribeLogGroups"], ["*"]),
    allow(
      "ChangeOwnLogs",
      [
        "AssociateKmsKey",
        "CreateLogGroup",
        "DeleteLogGroup",
        "DisassociateKmsKey",
        "ListTagsForResource",
        "PutRetentionPolicy",
        "TagResource",
        "UntagResource",
      ].map((operation) => `logs:${operation}`),
      // Also the `:*` that all but the tagging calls have at the end:
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
      paths.map((path) => named(scope, "logs", `log-group:${path}NAME-*`)),
    ),
  ];
}
