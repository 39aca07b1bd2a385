import { arn } from "../location";
import { allow, claimed, type DeployScope, kinds, owned, type Statement } from "./statement";

const CHANGE = [
  "CreateAlias",
  "DeleteAlias",
  "DescribeKey",
  "EnableKeyRotation",
  "GetKeyPolicy",
  "GetKeyRotationStatus",
  "ListResourceTags",
  "PutKeyPolicy",
  "TagResource",
  "UntagResource",
  "UpdateKeyDescription",
].map((operation) => `kms:${operation}`);
const FORGET = "kms:ScheduleKeyDeletion";

/**
 * Keys, by their tags, and their names.
 * @param aliases such as `alias/slipway-artifacts`; may hold wildcards.
 * @param lasting stacks whose keys only an administrator deletes: what they have encrypted would be lost.
 */
export function keyPermissions(
  scope: DeployScope,
  aliases: readonly string[],
  lasting: readonly string[] = [],
): Statement[] {
  const keys = kinds(scope, "kms", ["key"]);
  return [
    // What is yet to be made has no ARN; its tags tell it from others' keys.
    allow("MakeKeys", ["kms:CreateKey"], ["*"], claimed(scope)),
    // A new key has no tags; otherwise it could make another's key its own.
    allow("TagNewKeys", ["kms:TagResource"], keys, {
      ...claimed(scope),
      Null: { "aws:ResourceTag/application": ["true"] },
    }),
    // Those of the audit and of the states bear the place's tags, too.
    {
      sid: "NeverAdministratorsKeys",
      effect: "Deny",
      actions: [...CHANGE, FORGET],
      resources: keys,
      condition: { StringLike: { "aws:ResourceTag/stack": ["*-account", "state"] } },
    },
    // It knows no resources.
    allow("SeeAliases", ["kms:ListAliases"], ["*"]),
    allow("ChangeOwnKeys", CHANGE, keys, owned(scope)),
    allow("ForgetOwnKeys", [FORGET], keys, {
      ...owned(scope),
      ...(lasting.length > 0 && { StringNotEquals: { "aws:ResourceTag/stack": lasting } }),
    }),
    allow(
      "NameOwnKeys",
      ["kms:CreateAlias", "kms:DeleteAlias"],
      aliases.map((alias) => arn(scope, "kms", alias)),
    ),
  ];
}
