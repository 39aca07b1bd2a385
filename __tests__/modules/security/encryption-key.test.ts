import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Testing } from "cdktf";
import type { TerraformStack } from "cdktf";
import { EncryptionKey } from "../../../modules/security/encryption-key";
import { synth } from "../../synth";
import { statements } from "../statements";

const ownAccount = {
  sid: "OwnAccount",
  actions: ["kms:*"],
  resources: ["*"],
  principals: [{ type: "AWS", identifiers: ["arn:aws:iam::111111111111:root"] }],
};

function key(
  use: (key: EncryptionKey, stack: TerraformStack) => void = () => undefined,
  days?: number,
): string {
  return synth((stack) =>
    use(
      new EncryptionKey(stack, "key", {
        name: "slipway-artifacts",
        description: "Releases",
        account: "111111111111",
        deletionWindowDays: days,
      }),
      stack,
    ),
  );
}

test("rotates, can be taken back for 30 days and has an alias", () => {
  const json = key();
  expect(
    Testing.toHaveResourceWithProperties(json, KmsKey.tfResourceType, {
      description: "Releases",
      enable_key_rotation: true,
      deletion_window_in_days: 30,
    }),
  ).toBe(true);
  expect(
    Testing.toHaveResourceWithProperties(json, KmsAlias.tfResourceType, { name: "alias/slipway-artifacts" }),
  ).toBe(true);
});

test("takes another deletion window", () => {
  expect(
    Testing.toHaveResourceWithProperties(key(undefined, 7), KmsKey.tfResourceType, {
      deletion_window_in_days: 7,
    }),
  ).toBe(true);
});

test("leaves the use of it to its own account's policies by default", () => {
  expect(statements(key(), "key_policy")).toEqual([ownAccount]);
});

test("names roles by their accounts and a condition, since a policy may not name a role that is still to come", () => {
  const json = key((it) =>
    it.allowDecrypt("Readers", [
      "arn:aws:iam::222222222222:role/one",
      "arn:aws:iam::222222222222:role/two",
      "arn:aws:iam::333333333333:role/one",
    ]),
  );
  expect(statements(json, "key_policy")).toEqual([
    ownAccount,
    {
      sid: "Readers",
      actions: ["kms:Decrypt", "kms:DescribeKey"],
      resources: ["*"],
      principals: [
        { type: "AWS", identifiers: ["arn:aws:iam::222222222222:root", "arn:aws:iam::333333333333:root"] },
      ],
      condition: [
        {
          test: "ArnLike",
          variable: "aws:PrincipalArn",
          values: [
            "arn:aws:iam::222222222222:role/one",
            "arn:aws:iam::222222222222:role/two",
            "arn:aws:iam::333333333333:role/one",
          ],
        },
      ],
    },
  ]);
});

test("refuses a role whose account it cannot read", () => {
  expect(() => key((it) => it.allowDecrypt("Readers", ["*"]))).toThrow(
    "resource policy: role must be a literal role ARN, got *",
  );
});

test("lets a service use it on behalf of one account", () => {
  const json = key((it) => it.allowService("Topics", "sns.amazonaws.com", "111111111111"));
  expect(statements(json, "key_policy")).toContainEqual({
    sid: "Topics",
    actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
    resources: ["*"],
    principals: [{ type: "Service", identifiers: ["sns.amazonaws.com"] }],
    condition: [{ test: "StringEquals", variable: "aws:SourceAccount", values: ["111111111111"] }],
  });
});

test("grants a role of the account exactly this key", () => {
  const json = key((it, stack) =>
    it.grantEncryptDecrypt("builds", new IamRole(stack, "role", { name: "build", assumeRolePolicy: "{}" })),
  );
  expect(statements(json, "key_builds")).toEqual([
    {
      actions: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"],
      resources: ["${aws_kms_key.key_F64E54E4.arn}"],
    },
  ]);
  expect(
    Testing.toHaveResourceWithProperties(json, IamRolePolicy.tfResourceType, {
      name: "builds",
      role: "${aws_iam_role.role.name}",
    }),
  ).toBe(true);
});
