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
  /**
   * Lets S3 tell it that an object is not there: to a role that may not list the bucket it says AccessDenied.
   * @default false
   */
  readonly tellsMissing?: boolean;
}

/** Lets a role read named versions of objects; a bucket of another account must allow the role too. */
export class BucketReader extends Construct {
  constructor(scope: Construct, id: string, props: BucketReaderProps) {
    super(scope, id);
    const { role, bucketArn, keyArn, prefix, tellsMissing = false } = props;
    const document = new DataAwsIamPolicyDocument(this, "document", {
      statement: [
        { actions: ["s3:GetObjectVersion"], resources: [`${bucketArn}/${prefix}*`] },
        { actions: ["kms:Decrypt"], resources: [keyArn] },
        // By prefix it would not help: a read of one object has none.
        ...(tellsMissing ? [{ actions: ["s3:ListBucket"], resources: [bucketArn] }] : []),
      ],
    });
    new IamRolePolicy(this, "policy", { name: id, role: role.name, policy: document.json });
  }
}
