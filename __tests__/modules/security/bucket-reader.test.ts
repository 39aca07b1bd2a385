import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { BucketReader } from "../../../modules/security/bucket-reader";
import { synth } from "../../synth";
import { statements } from "../statements";

test("reads objects and their versions below a prefix, and decrypts them, and nothing else", () => {
  const json = synth(
    (stack) =>
      new BucketReader(stack, "releases", {
        role: new IamRole(stack, "role", { name: "instance", assumeRolePolicy: "{}" }),
        bucketArn: "arn:aws:s3:::artifacts",
        keyArn: "key",
        prefix: "releases/",
      }),
  );
  expect(statements(json, "releases_document")).toEqual([
    { actions: ["s3:GetObject", "s3:GetObjectVersion"], resources: ["arn:aws:s3:::artifacts/releases/*"] },
    { actions: ["kms:Decrypt"], resources: ["key"] },
  ]);
});
