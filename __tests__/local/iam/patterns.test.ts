import { arnLike } from "../../../local/iam/patterns";

test.each([
  ["*", "arn:aws:s3:::bucket", true],
  ["arn:aws:s3:::*", "arn:aws:s3:::bucket/key", true],
  ["arn:aws:logs:*:*:log-group:*", "arn:aws:logs:eu-west-1:222222222222:log-group:a:b", true],
  ["arn:aws:s3:*", "arn:aws:s3:::bucket", false],
  ["arn:aws:s3:::*", "arn:aws:s3::", false],
  ["arn:aws:s3::*", "arn:aws:s3::", false],
])("%s reaches %s: %s", (pattern, arn, expected) => {
  expect(arnLike(pattern, arn)).toBe(expected);
});
