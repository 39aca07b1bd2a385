import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import type { PolicyDocument } from "../deploy-role/policy-document";

export interface DeployRoleProps {
  readonly name: string;
  /** Who may assume it. */
  readonly trust: PolicyDocument;
  /** Managed policies by their names, which end with what they are for; a role has at most 10. */
  readonly policies: Readonly<Record<string, PolicyDocument>>;
  /** Whether Terraform refuses to destroy it: without it no stack of the place can be changed. */
  readonly preventDestroy: boolean;
}

/** The role that Terraform assumes for all other stacks of a place. */
export class DeployRole extends Construct {
  constructor(scope: Construct, id: string, props: DeployRoleProps) {
    super(scope, id);
    const { name, trust, policies, preventDestroy } = props;
    const role = new IamRole(this, "role", {
      name,
      assumeRolePolicy: JSON.stringify(trust),
      ...(preventDestroy && { lifecycle: { preventDestroy } }),
    });
    for (const [policyName, document] of Object.entries(policies)) {
      const purpose = policyName.slice(policyName.lastIndexOf("-") + 1);
      const policy = new IamPolicy(this, purpose, { name: policyName, policy: JSON.stringify(document) });
      new IamRolePolicyAttachment(this, `${purpose}-attachment`, { role: role.name, policyArn: policy.arn });
    }
  }
}
