import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";

/**
 * An endpoint is of no use to credentials of any other account: nothing leaves a network by them.
 * @param service prefix of its actions.
 */
export function ownPrincipals(service: string, account: string): DataAwsIamPolicyDocumentStatement {
  return {
    sid: "OwnRoles",
    actions: [`${service}:*`],
    // Which actions on what is the business of the roles' own policies.
    resources: ["*"],
    principals: [{ type: "AWS", identifiers: ["*"] }],
    condition: [{ test: "StringEquals", variable: "aws:PrincipalAccount", values: [account] }],
  };
}
