import { arn, s3Arn } from "../location";
import { allow, type Condition, type DeployScope, kinds, owned, type Statement } from "./statement";
import { CHANGE_TABLES, seeDefaultTableKey } from "./tables";

export interface StateScope extends DeployScope {
  readonly stateBucket: string;
  /** Name of the table that holds locks, if there is one. */
  readonly lockTable?: string;
  /** Whether locks lie beside the states. */
  readonly lockFiles: boolean;
}

/**
 * Terraform's own states and locks. Nothing here deletes the bucket or the table: without them no other stack can be
 * changed or destroyed, so that is an administrator's doing.
 * https://developer.hashicorp.com/terraform/language/backend/s3#permissions-required
 */
export function statePermissions(scope: StateScope): Statement[] {
  const { region, stateBucket, lockTable, lockFiles } = scope;
  const keys = kinds(scope, "kms", ["key"]);
  const by = (service: string): Condition => ({
    StringEquals: {
      ...owned(scope).StringEquals,
      "kms:ViaService": [`${service}.${region}.amazonaws.com`],
    },
  });
  return [
    allow("KeepStates", ["s3:GetObject", "s3:PutObject"], [s3Arn(scope, `${stateBucket}/*.tfstate`)]),
    allow("EncryptStates", ["kms:Decrypt", "kms:GenerateDataKey"], keys, by("s3")),
    ...(lockFiles
      ? [
          allow(
            "KeepLockFiles",
            ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
            [s3Arn(scope, `${stateBucket}/*.tfstate.tflock`)],
          ),
        ]
      : []),
    ...(lockTable === undefined ? [] : tableOfLocks(scope, lockTable, by("dynamodb"))),
  ];
}

function tableOfLocks(scope: DeployScope, lockTable: string, byDynamodb: Condition): Statement[] {
  return [
    allow(
      "KeepLocks",
      [...CHANGE_TABLES, "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem"],
      [arn(scope, "dynamodb", `table/${lockTable}`)],
    ),
    seeDefaultTableKey(scope),
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    allow(
      "EncryptLocks",
      [
        "CreateGrant",
        "Decrypt",
        "Encrypt",
        "GenerateDataKey",
        "GenerateDataKeyWithoutPlaintext",
        "ReEncryptFrom",
        "ReEncryptTo",
      ].map((operation) => `kms:${operation}`),
      kinds(scope, "kms", ["key"]),
      byDynamodb,
    ),
  ];
}
