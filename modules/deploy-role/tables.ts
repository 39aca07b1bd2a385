import { allow, type DeployScope, kinds, type Statement } from "./statement";

/** What Terraform asks of DynamoDB for a table, but for its deletion. */
export const CHANGE_TABLES = [
  "CreateTable",
  "DescribeContinuousBackups",
  "DescribeTable",
  "DescribeTimeToLive",
  "ListTagsOfResource",
  "TagResource",
  "UntagResource",
  "UpdateContinuousBackups",
  "UpdateTable",
  "UpdateTimeToLive",
].map((operation) => `dynamodb:${operation}`);

/** The provider asks which key DynamoDB's own encryption means, even for a table that has another one. */
export function seeDefaultTableKey(scope: DeployScope): Statement {
  return allow("SeeDefaultTableKey", ["kms:DescribeKey"], kinds(scope, "kms", ["key"]), {
    StringEquals: { "kms:RequestAlias": ["alias/aws/dynamodb"] },
  });
}
