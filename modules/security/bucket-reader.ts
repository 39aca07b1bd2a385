import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";

export interface BucketReaderProps {
  readonly role: IamRole;
  /** An ARN, since the bucket may belong to another account's stack. */
  readonly bucketArn: string;
  readonly keyArn: string;
  /** Only objects whose key begins with it, such as `releases/`. */
  readonly prefix: string;
}

/** Lets a role read objects and their versions; a bucket of another account must allow the role too. */
export class BucketReader extends Construct {
  constructor(scope: Construct, id: string, props: BucketReaderProps) {
    super(scope, id);
    const { role, bucketArn, keyArn, prefix } = props;
    const document = new DataAwsIamPolicyDocument(this, "document", {
      statement: [
        { actions: ["s3:GetObject", "s3:GetObjectVersion"], resources: [`${bucketArn}/${prefix}*`] },
        { actions: ["kms:Decrypt"], resources: [keyArn] },
      ],
    });
    new IamRolePolicy(this, "policy", { name: id, role: role.name, policy: document.json });
  }
}
