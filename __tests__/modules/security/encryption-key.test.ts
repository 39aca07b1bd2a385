import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Testing } from "cdktf";
import { EncryptionKey } from "../../../modules/security/encryption-key";
import { synth } from "../../synth";
import { statements } from "../statements";

const ownAccount = {
  sid: "OwnAccount",
  actions: ["kms:*"],
  resources: ["*"],
  principals: [{ type: "AWS", identifiers: ["arn:aws:iam::111111111111:root"] }],
};

function key(use: (key: EncryptionKey) => void = () => undefined, days?: number): string {
  return synth((stack) =>
    use(
      new EncryptionKey(stack, "key", {
        name: "slipway-artifacts",
        description: "Releases",
        partition: "aws",
        account: "111111111111",
        deletionWindowDays: days,
      }),
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
      actions: ["kms:Decrypt"],
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
