import { arn } from "../location";
import { allow, claimed, type DeployScope, kinds, owned, type Statement } from "./statement";

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
    allow("TagNewKeys", ["kms:TagResource"], keys, claimed(scope)),
    // It knows no resources.
    allow("SeeAliases", ["kms:ListAliases"], ["*"]),
    allow(
      "ChangeOwnKeys",
      [
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
      ].map((operation) => `kms:${operation}`),
      keys,
      owned(scope),
    ),
    allow("ForgetOwnKeys", ["kms:ScheduleKeyDeletion"], keys, {
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
