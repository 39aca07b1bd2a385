import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { Construct } from "constructs";
import type { PolicyDocument } from "../deploy-role/policy-document";

export interface BoundaryProps {
  readonly name: string;
  readonly policy: PolicyDocument;
  /** Whether Terraform refuses to destroy it: roles that it bounds could do nothing any more. */
  readonly preventDestroy: boolean;
}

/** The most that any role of the platform may do in an account. Only an administrator may change it. */
export class Boundary extends Construct {
  constructor(scope: Construct, id: string, props: BoundaryProps) {
    super(scope, id);
    const { name, policy, preventDestroy } = props;
    new IamPolicy(this, "policy", {
      name,
      policy: JSON.stringify(policy),
      ...(preventDestroy && { lifecycle: { preventDestroy } }),
    });
  }
}
