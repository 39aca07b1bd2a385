import { compile } from "../../../local/events/pattern";

const event = { source: "aws.s3", detail: { bucket: { name: "source" }, object: { key: "source.zip" } } };

test.each([
  [{ source: ["aws.s3"] }, true],
  [{ source: ["aws.ec2", "aws.s3"], detail: { object: { key: ["source.zip"] } } }, true],
  [{ detail: { object: { key: ["other.zip"] } } }, false],
  [{ detail: { object: { key: [{ prefix: "sour" }] } } }, true],
  [{ detail: { object: { key: [{ suffix: ".tar" }] } } }, false],
  [{ detail: { object: { size: [{ exists: false }] } } }, true],
  [{ detail: { requester: { name: ["x"] } } }, false],
])("%j matches: %s", (pattern, expected) => {
  expect(compile(pattern)(event)).toBe(expected);
});

test("refuses an operator that it does not know, wherever the pattern has it", () => {
  expect(() => compile({ source: ["aws.ec2"], detail: { object: { key: [{ wildcard: "*" }] } } })).toThrow(
    "Event pattern is not valid. Reason: wildcard is not simulated by local AWS",
  );
});
