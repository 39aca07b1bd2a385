import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { BucketReader, type BucketReaderProps } from "../../../modules/security/bucket-reader";
import { synth } from "../../synth";
import { statements } from "../statements";

const read = [
  { actions: ["s3:GetObjectVersion"], resources: ["arn:aws:s3:::artifacts/releases/*"] },
  { actions: ["kms:Decrypt"], resources: ["key"] },
];

function reader(props: Pick<BucketReaderProps, "tellsMissing"> = {}) {
  const json = synth(
    (stack) =>
      new BucketReader(stack, "releases", {
        role: new IamRole(stack, "role", { name: "instance", assumeRolePolicy: "{}" }),
        bucketArn: "arn:aws:s3:::artifacts",
        keyArn: "key",
        prefix: "releases/",
        ...props,
      }),
  );
  return statements(json, "releases_document");
}

test("reads versions of objects below a prefix, and decrypts them, and nothing else", () => {
  expect(reader()).toEqual(read);
});

test("may list the bucket, so that a missing object is told from a refused one", () => {
  expect(reader({ tellsMissing: true })).toEqual([
    ...read,
    { actions: ["s3:ListBucket"], resources: ["arn:aws:s3:::artifacts"] },
  ]);
});
