import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";

export interface ServiceRoleProps {
  readonly name: string;
  /** The service that assumes it, such as `codebuild.amazonaws.com`. */
  readonly service: string;
  /** Only on behalf of this account, so that nobody else's pipeline can borrow the role. */
  readonly account: string;
  /**
   * Only on behalf of this resource; may hold wildcards.
   * @default - any of the account
   */
  readonly sourceArn?: string;
  /** All that the role may do. */
  readonly statements: readonly DataAwsIamPolicyDocumentStatement[];
}

/** A role that one AWS service assumes, with one policy. */
export class ServiceRole extends Construct {
  readonly role: IamRole;
  /** A service refuses, or fails at first, where the role comes before its permissions: depend on this. */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    const { name, service, account, sourceArn, statements } = props;
    const trust = new DataAwsIamPolicyDocument(this, "trust", {
      statement: [
        {
          actions: ["sts:AssumeRole"],
          principals: [{ type: "Service", identifiers: [service] }],
          condition: [
            { test: "StringEquals", variable: "aws:SourceAccount", values: [account] },
            ...(sourceArn === undefined
              ? []
              : [{ test: "ArnLike", variable: "aws:SourceArn", values: [sourceArn] }]),
          ],
        },
      ],
    });
    this.role = new IamRole(this, "role", { name, assumeRolePolicy: trust.json });
    const permissions = new DataAwsIamPolicyDocument(this, "permissions", { statement: [...statements] });
    this.policy = new IamRolePolicy(this, "policy", { name, role: this.role.name, policy: permissions.json });
  }
}
