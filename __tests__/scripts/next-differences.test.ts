import { differences, unreviewed } from "../../scripts/next-differences";

const stack = (resource: object, version = "5.0") =>
  new Map([
    ["one", { resource, terraform: { required_providers: { aws: { version } } }, "//": { at: version } }],
  ]);
const bucket = (attributes: object) => ({ aws_s3_bucket: { logs: attributes } });

test("names each kind of difference once, without names and places in lists", () => {
  const old = stack({ aws_s3_bucket: { logs: { tags: [{ a: 1 }] }, data: { tags: [{ a: 1 }] } } });
  const now = stack({ aws_s3_bucket: { logs: { tags: [{ a: 2 }] }, data: { tags: [{ a: 2 }] } } }, "6.0");
  expect(differences(old, now)).toEqual([
    "resource.aws_s3_bucket.tags.a: 1 → 2",
    'terraform.required_providers.aws.version: "5.0" → "6.0"',
  ]);
});

test("tells attributes that come or go, and addresses that do", () => {
  expect(differences(stack(bucket({ a: 1 })), stack(bucket({ b: 1 })))).toEqual([
    "resource.aws_s3_bucket.a: 1 → nothing",
    "resource.aws_s3_bucket.b: nothing → 1",
  ]);
  expect(differences(stack(bucket({})), stack({ aws_s3_bucket: { other: {} } }))).toEqual([
    "resource.aws_s3_bucket.logs: an address that is gone",
    "resource.aws_s3_bucket.other: a new address",
  ]);
});

test("wants every difference reviewed, and every review to be of a difference", () => {
  const found = ["resource.aws_s3_bucket.a: 1 → 2"];
  expect(unreviewed(found, ["resource.aws_s3_bucket.a"])).toEqual([]);
  expect(unreviewed(found, ["resource.aws_s3_bucket.b"])).toEqual([
    "not reviewed: resource.aws_s3_bucket.a: 1 → 2",
    "reviewed, and no difference any more: resource.aws_s3_bucket.b",
  ]);
});
