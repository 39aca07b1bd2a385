import type { Operation } from "../request";
import type { Requirement } from "../requirement";

/**
 * A service makes a role for itself in the name of whoever first uses it in an account: each is taken for the first.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html
 */
export function serviceLinkedRole(service: string, role: string) {
  return ({ account }: Operation): Promise<readonly Requirement[]> =>
    Promise.resolve([
      {
        action: "iam:CreateServiceLinkedRole",
        resource: `arn:aws:iam::${account}:role/aws-service-role/${service}/${role}`,
        context: { "iam:AWSServiceName": service },
      },
    ]);
}
