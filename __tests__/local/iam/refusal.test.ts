import { AwsError } from "../../../local/gateway/service";
import { Refused, refusedAs } from "../../../local/iam/refusal";

const words = new AwsError("InvalidParameterValueException", "The role cannot be assumed");

test("a refusal is told in the words of the service that met it", () => {
  expect(() => refusedAs(words)(new Refused("AccessDenied", "no statement allows it", 403))).toThrow(words);
});

test("what went wrong otherwise is not told as a refusal", () => {
  const other = new AwsError("NoSuchEntity", "there is no such role", 404);
  expect(() => refusedAs(words)(other)).toThrow(other);
});
