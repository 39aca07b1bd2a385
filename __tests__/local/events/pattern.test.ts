import { matches } from "../../../local/events/pattern";

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
  expect(matches(pattern, event)).toBe(expected);
});

test("refuses an operator that it does not know", () => {
  expect(() => matches({ source: [{ wildcard: "*" }] }, event)).toThrow('{"wildcard":"*"} is not simulated');
});
