import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Testing } from "cdktf";
import { EncryptionKey } from "../../../modules/security/encryption-key";
import { synth } from "../../synth";
import { attributes } from "../blue-green/resources";
import { statements } from "../statements";

const principals = [{ type: "AWS", identifiers: ["arn:aws:iam::111111111111:root"] }];
const ownAccount: unknown[] = ["AdministerAsIamAllows", "UseAsIamAllows"].map(
  (sid) => expect.objectContaining({ sid, resources: ["*"], principals }) as unknown,
);

function key(
  use: (key: EncryptionKey) => void = () => undefined,
  days?: number,
  preventDestroy?: boolean,
): string {
  return synth((stack) =>
    use(
      new EncryptionKey(stack, "key", {
        name: "slipway-artifacts",
        description: "Releases",
        location: { partition: "aws", account: "111111111111" },
        deletionWindowDays: days,
        preventDestroy,
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
  expect(statements(key(), "key_policy")).toEqual(ownAccount);
});

test("names each action, and keeps those by which the account gets its say back", () => {
  const actions = statements(key(), "key_policy").flatMap(
    (statement) => (statement as { actions: string[] }).actions,
  );
  expect(actions.filter((action) => action.includes("*"))).toEqual([]);
  expect(actions).toEqual(expect.arrayContaining(["kms:PutKeyPolicy", "kms:CancelKeyDeletion"]));
  expect(actions).not.toContain("kms:CreateGrant");
});

test("is not destroyed where that is prevented", () => {
  const lifecycle = (json: string) => attributes(json, "aws_kms_key").map((one) => one["lifecycle"]);
  expect(lifecycle(key(undefined, 30, true))).toEqual([{ prevent_destroy: true }]);
  expect(lifecycle(key())).toEqual([undefined]);
});

test("lets CloudWatch Logs of its region encrypt the groups that are named, and no others", () => {
  const location = { partition: "aws", account: "111111111111", region: "eu-west-1" };
  expect(
    statements(
      key((it) => it.allowLogs(location, ["/aws/lambda/shop"])),
      "key_policy",
    )[2],
  ).toEqual({
    sid: "EncryptLogs",
    actions: expect.not.arrayContaining(["kms:PutKeyPolicy"]) as unknown,
    resources: ["*"],
    principals: [{ type: "Service", identifiers: ["logs.eu-west-1.amazonaws.com"] }],
    condition: [
      {
        test: "ArnLike",
        variable: "kms:EncryptionContext:aws:logs:arn",
        values: ["arn:aws:logs:eu-west-1:111111111111:log-group:/aws/lambda/shop*"],
      },
    ],
  });
});

test("lets a service keep grants for who may use the key through it", () => {
  const json = key((it) => it.allowGrantsThrough("dynamodb", { region: "eu-west-1" }));
  expect(statements(json, "key_policy")[2]).toEqual({
    sid: "GrantToService",
    actions: ["kms:CreateGrant"],
    resources: ["*"],
    principals,
    condition: [
      { test: "StringEquals", variable: "kms:ViaService", values: ["dynamodb.eu-west-1.amazonaws.com"] },
    ],
  });
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
    ...ownAccount,
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
