import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { iamArn, type Location } from "../location";
import { rolesOf } from "./role-principals";

export interface EncryptionKeyProps extends Omit<Location, "region"> {
  /** Name of the alias, without `alias/`. */
  readonly name: string;
  readonly description: string;
  /**
   * Days in which a deletion can be taken back, 7 to 30.
   * @default 30
   */
  readonly deletionWindowDays?: number;
}

/** A symmetric key with yearly rotation and an alias; the IAM policies of its account decide who there may use it. */
export class EncryptionKey extends Construct {
  readonly arn: string;
  readonly alias: KmsAlias;
  private readonly policy: DataAwsIamPolicyDocument;
  private readonly statements: DataAwsIamPolicyDocumentStatement[];

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    const { name, description, deletionWindowDays = 30 } = props;
    this.statements = [
      {
        sid: "OwnAccount",
        actions: ["kms:*"],
        // In a key policy, `*` is the key that carries it.
        resources: ["*"],
        principals: [{ type: "AWS", identifiers: [iamArn(props, "root")] }],
      },
    ];
    this.policy = new DataAwsIamPolicyDocument(this, "policy", { statement: this.statements });
    const key = new KmsKey(this, "key", {
      description,
      enableKeyRotation: true,
      deletionWindowInDays: deletionWindowDays,
      policy: this.policy.json,
    });
    this.arn = key.arn;
    this.alias = new KmsAlias(this, "alias", { name: `alias/${name}`, targetKeyId: key.keyId });
  }

  /** Lets roles of this or other accounts decrypt; in another account, an IAM policy must allow it too. */
  allowDecrypt(sid: string, roleArns: readonly string[]): void {
    this.statements.push({
      sid,
      actions: ["kms:Decrypt"],
      resources: ["*"],
      ...rolesOf(roleArns),
    });
    this.policy.putStatement(this.statements);
  }
}
