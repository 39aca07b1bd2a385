import { arn, s3Arn } from "../location";
import { allow, type Condition, type DeployScope, kinds, owned, type Statement } from "./statement";

export interface StateScope extends DeployScope {
  readonly stateBucket: string;
  /** Name of the table that holds locks, if there is one. */
  readonly lockTable?: string;
  /** Whether locks lie beside the states. */
  readonly lockFiles: boolean;
}

/**
 * Terraform's own states and locks, but for those of the stacks that an administrator applies: whoever writes a state
 * decides what the next apply does.
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
    allow("FindStates", ["s3:ListBucket"], [s3Arn(scope, stateBucket)]),
    allow("KeepStates", ["s3:GetObject", "s3:PutObject"], [s3Arn(scope, `${stateBucket}/*.tfstate`)]),
    {
      sid: "NeverAdministratorsStates",
      effect: "Deny",
      actions: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      resources: ["state", "*-account"].map((stack) => s3Arn(scope, `${stateBucket}/${stack}.tfstate*`)),
    },
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
    ...(lockTable === undefined
      ? []
      : [
          allow(
            "KeepLocks",
            ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem"],
            [arn(scope, "dynamodb", `table/${lockTable}`)],
          ),
          // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
          allow("EncryptLocks", ["kms:Decrypt"], keys, by("dynamodb")),
        ]),
  ];
}
