import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { arn, iamArn, type Location } from "../location";
import { rolesOf } from "./role-principals";

export interface EncryptionKeyProps {
  readonly location: Omit<Location, "region">;
  /** Name of the alias, without `alias/`. */
  readonly name: string;
  readonly description: string;
  /**
   * Days in which a deletion can be taken back, 7 to 30.
   * @default 30
   */
  readonly deletionWindowDays?: number;
  /**
   * Whether Terraform refuses to destroy it: with it goes all that it has encrypted.
   * @default false
   */
  readonly preventDestroy?: boolean;
}

export interface ServiceUse {
  readonly actions: readonly string[];
  readonly condition: NonNullable<DataAwsIamPolicyDocumentStatement["condition"]>;
}

/** In a key policy, `*` is the key that carries it. */
const THIS_KEY = ["*"];

/** Without `kms:PutKeyPolicy` nobody, and no support case either, could ever change who may use the key. */
const ADMINISTER = [
  "CancelKeyDeletion",
  "CreateAlias",
  "DeleteAlias",
  "DescribeKey",
  "DisableKey",
  "EnableKey",
  "EnableKeyRotation",
  "GetKeyPolicy",
  "GetKeyRotationStatus",
  "ListGrants",
  "ListKeyPolicies",
  "ListKeyRotations",
  "ListResourceTags",
  "PutKeyPolicy",
  "RevokeGrant",
  "RotateKeyOnDemand",
  "ScheduleKeyDeletion",
  "TagResource",
  "UntagResource",
  "UpdateAlias",
  "UpdateKeyDescription",
].map((operation) => `kms:${operation}`);

/** Not `kms:CreateGrant`: a grant outlives the policies that it was made under. */
const USE = [
  "Decrypt",
  "Encrypt",
  "GenerateDataKey",
  "GenerateDataKeyWithoutPlaintext",
  "ReEncryptFrom",
  "ReEncryptTo",
].map((operation) => `kms:${operation}`);

/** A symmetric key with yearly rotation and an alias; the IAM policies of its account decide who there may use it. */
export class EncryptionKey extends Construct {
  readonly arn: string;
  readonly alias: KmsAlias;
  private readonly policy: DataAwsIamPolicyDocument;
  private readonly statements: DataAwsIamPolicyDocumentStatement[];
  private readonly account: Pick<DataAwsIamPolicyDocumentStatement, "principals">;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    const { name, location, description, deletionWindowDays = 30, preventDestroy = false } = props;
    // In a key policy, the root stands for whoever the IAM policies of the account let do it.
    this.account = { principals: [{ type: "AWS", identifiers: [iamArn(location, "root")] }] };
    this.statements = [
      { sid: "AdministerAsIamAllows", actions: ADMINISTER, resources: THIS_KEY, ...this.account },
      { sid: "UseAsIamAllows", actions: USE, resources: THIS_KEY, ...this.account },
    ];
    this.policy = new DataAwsIamPolicyDocument(this, "policy", { statement: this.statements });
    const key = new KmsKey(this, "key", {
      description,
      enableKeyRotation: true,
      deletionWindowInDays: deletionWindowDays,
      policy: this.policy.json,
      ...(preventDestroy && { lifecycle: { preventDestroy } }),
    });
    this.arn = key.arn;
    this.alias = new KmsAlias(this, "alias", { name: `alias/${name}`, targetKeyId: key.keyId });
  }

  /** Lets roles of this or other accounts decrypt; in another account, an IAM policy must allow it too. */
  allowDecrypt(sid: string, roleArns: readonly string[]): void {
    this.allow({ sid, actions: ["kms:Decrypt"], resources: THIS_KEY, ...rolesOf(roleArns) });
  }

  /** Lets CloudWatch Logs encrypt log groups of this account and region whose names begin with one of `prefixes`. */
  allowLogs(location: Location, prefixes: readonly string[]): void {
    this.allow({
      sid: "EncryptLogs",
      actions: USE,
      resources: THIS_KEY,
      // The endpoint of the region: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
      principals: [{ type: "Service", identifiers: [`logs.${location.region}.amazonaws.com`] }],
      condition: [
        {
          test: "ArnLike",
          variable: "kms:EncryptionContext:aws:logs:arn",
          values: prefixes.map((prefix) => arn(location, "logs", `log-group:${prefix}*`)),
        },
      ],
    });
  }

  /** Lets a service of AWS's use it, under a condition. */
  allowService(sid: string, service: string, { actions, condition }: ServiceUse): void {
    const principals = [{ type: "Service", identifiers: [service] }];
    this.allow({ sid, actions: [...actions], resources: THIS_KEY, principals, condition });
  }

  /** Lets a service keep the grants that it works with, for callers who may use the key through it. */
  allowGrantsThrough(service: string, { region }: Pick<Location, "region">): void {
    this.allow({
      sid: "GrantToService",
      actions: ["kms:CreateGrant"],
      resources: THIS_KEY,
      ...this.account,
      condition: [
        { test: "StringEquals", variable: "kms:ViaService", values: [`${service}.${region}.amazonaws.com`] },
      ],
    });
  }

  /** Lets one principal be given a grant, by callers whom IAM lets do so. */
  allowGrantTo(granteeArn: string): void {
    this.allow({
      sid: "GrantToOne",
      actions: ["kms:CreateGrant"],
      resources: THIS_KEY,
      ...this.account,
      condition: [{ test: "StringEquals", variable: "kms:GranteePrincipal", values: [granteeArn] }],
    });
  }

  private allow(statement: DataAwsIamPolicyDocumentStatement): void {
    this.statements.push(statement);
    this.policy.putStatement(this.statements);
  }
}
