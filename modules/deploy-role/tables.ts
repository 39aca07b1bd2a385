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
