import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";

/**
 * Names roles in a resource policy by their account and a condition on the caller's ARN.
 * AWS refuses a policy that names a role which does not exist yet, and forgets one that is made again.
 */
export function rolesOf(
  roleArns: readonly string[],
): Pick<DataAwsIamPolicyDocumentStatement, "principals" | "condition"> {
  const roots = [...new Set(roleArns.map(rootOf))];
  return {
    principals: [{ type: "AWS", identifiers: roots }],
    condition: [{ test: "ArnLike", variable: "aws:PrincipalArn", values: [...roleArns] }],
  };
}

function rootOf(roleArn: string): string {
  const account = /^arn:[\w-]+:iam::\d{12}:(?=role\/)/.exec(roleArn)?.[0];
  if (account === undefined)
    throw new Error(`resource policy: role must be a literal role ARN, got ${roleArn}`);
  return `${account}root`;
}
