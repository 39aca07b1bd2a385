import { meets, type Context } from "../../../local/iam/condition";

const context: Context = {
  "aws:PrincipalArn": "arn:aws:iam::222222222222:role/reader",
  "aws:SecureTransport": "true",
  "s3:prefix": "releases/",
  "kms:ViaService": ["s3.eu-west-1.amazonaws.com", "dynamodb.eu-west-1.amazonaws.com"],
};
const absent = "ec2:LaunchTemplate";

test.each<[operator: string, key: string, wanted: string | string[], met: boolean]>([
  ["StringEquals", "s3:prefix", "releases/", true],
  ["StringEquals", "S3:Prefix", "releases/", true],
  ["StringEquals", "s3:prefix", "Releases/", false],
  ["StringEquals", "s3:prefix", "releases*", false],
  ["StringEquals", "s3:prefix", ["other", "releases/"], true],
  ["StringEquals", absent, "x", false],
  ["StringNotEquals", "s3:prefix", "releases/", false],
  ["StringNotEquals", "s3:prefix", ["releases/", "other"], false],
  ["StringNotEquals", "s3:prefix", "other", true],
  ["StringNotEquals", absent, "x", true],
  ["StringEqualsIgnoreCase", "s3:prefix", "RELEASES/", true],
  ["StringEqualsIgnoreCase", "s3:prefix", "RELEASE/", false],
  ["StringNotEqualsIgnoreCase", "s3:prefix", "RELEASES/", false],
  ["StringLike", "s3:prefix", "rel*", true],
  ["StringLike", "s3:prefix", "rel?", false],
  ["StringNotLike", "s3:prefix", "rel*", false],
  ["ArnLike", "aws:PrincipalArn", "arn:aws:iam::222222222222:role/*", true],
  ["ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/reader", true],
  ["ArnLike", "aws:PrincipalArn", "arn:aws:iam*reader", false],
  ["ArnEquals", "aws:PrincipalArn", "arn:aws:iam::222222222222:role/read*", true],
  ["ArnEquals", "aws:PrincipalArn", "arn:aws:iam::222222222222:role/writer", false],
  ["ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:role/reader", false],
  ["ArnNotEquals", "aws:PrincipalArn", "arn:aws:iam::*:role/writer", true],
  ["Bool", "aws:SecureTransport", "TRUE", true],
  ["Bool", "aws:SecureTransport", "false", false],
  ["Bool", absent, "false", false],
  ["BoolIfExists", absent, "false", true],
  ["BoolIfExists", "aws:SecureTransport", "false", false],
  ["Null", absent, "true", true],
  ["Null", absent, "false", false],
  ["Null", "s3:prefix", "true", false],
  ["Null", "s3:prefix", "false", true],
  ["ForAnyValue:StringEquals", "kms:ViaService", "s3.eu-west-1.amazonaws.com", true],
  ["ForAllValues:StringEquals", "kms:ViaService", "s3.eu-west-1.amazonaws.com", false],
  ["ForAllValues:StringLike", "kms:ViaService", "*.amazonaws.com", true],
  ["ForAllValues:StringEquals", absent, "x", true],
  ["ForAnyValue:StringEquals", absent, "x", false],
  ["StringEquals", "s3:prefix", "${s3:prefix}", true],
  ["StringEquals", "s3:prefix", "${ec2:LaunchTemplate}", false],
  ["ForAnyValue:StringEquals", "kms:ViaService", "${kms:ViaService}", false],
])("%s of %s against %j: %s", (operator, key, wanted, met) => {
  expect(meets({ [operator]: { [key]: wanted } }, context)).toBe(met);
});

test("every operator and every key must be met", () => {
  const met = { "s3:prefix": "releases/" };
  expect(meets({ StringEquals: met, Bool: { "aws:SecureTransport": "false" } }, context)).toBe(false);
  expect(meets({ StringEquals: { ...met, [absent]: "x" } }, context)).toBe(false);
  expect(meets({ StringEquals: met, Bool: { "aws:SecureTransport": true } }, context)).toBe(true);
});
