import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import type { Location } from "../location";
import { BucketReader } from "../security/bucket-reader";

export interface InstanceRoleProps extends Pick<Location, "partition"> {
  readonly name: string;
  /** Where revisions come from; its own policies must allow this role when it lies in another account. */
  readonly artifacts: { readonly bucketArn: string; readonly keyArn: string; readonly prefix: string };
}

/** What an instance may do: be managed by Systems Manager, and read revisions. */
export class InstanceRole extends Construct {
  readonly role: IamRole;
  readonly profile: IamInstanceProfile;

  constructor(scope: Construct, id: string, props: InstanceRoleProps) {
    super(scope, id);
    const { name, partition, artifacts } = props;
    const trust = new DataAwsIamPolicyDocument(this, "trust", {
      statement: [
        {
          actions: ["sts:AssumeRole"],
          principals: [{ type: "Service", identifiers: ["ec2.amazonaws.com"] }],
        },
      ],
    });
    this.role = new IamRole(this, "role", { name, assumeRolePolicy: trust.json });
    new IamRolePolicyAttachment(this, "managed-by-ssm", {
      role: this.role.name,
      policyArn: `arn:${partition}:iam::aws:policy/AmazonSSMManagedInstanceCore`,
    });
    new BucketReader(this, "releases", { role: this.role, ...artifacts });
    this.profile = new IamInstanceProfile(this, "profile", { name, role: this.role.name });
  }
}
