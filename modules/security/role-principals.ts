import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";

/**
 * Names roles in a resource policy by their account and a condition on the caller's ARN.
 * AWS refuses a policy that names a role which does not exist yet, and forgets one that is made again.
 */
export function rolesOf(
  roleArns: readonly string[],
): Pick<DataAwsIamPolicyDocumentStatement, "principals" | "condition"> {
  const accounts = [...new Set(roleArns.map(accountOf))];
  return {
    principals: [{ type: "AWS", identifiers: accounts.map((account) => `arn:aws:iam::${account}:root`) }],
    condition: [{ test: "ArnLike", variable: "aws:PrincipalArn", values: [...roleArns] }],
  };
}

function accountOf(roleArn: string): string {
  const account = /^arn:aws:iam::(\d{12}):role\//.exec(roleArn)?.[1];
  if (account === undefined)
    throw new Error(`resource policy: role must be a literal role ARN, got ${roleArn}`);
  return account;
}
