import { AwsError } from "../gateway/service";
import { list, parsePolicy } from "../iam/policy";
import { text } from "../iam/request";
import type { Rule, World } from "./rule";

interface PolicyOf extends Omit<Rule, "check" | "name"> {
  /** The members that may hold the policy's document. */
  readonly members: readonly string[];
  readonly code: string;
  readonly message: (principal: string) => string;
}

const docs = "https://docs.aws.amazon.com";

/** Policies whose principals must exist; a policy with one that does not is refused whole. */
const table: readonly PolicyOf[] = [
  {
    service: "s3",
    operations: ["PutBucketPolicy"],
    members: ["Policy"],
    code: "MalformedPolicy",
    message: () => "Invalid principal in policy",
    source: `${docs}/AmazonS3/latest/userguide/s3-bucket-user-policy-specifying-principal-intro.html`,
  },
  {
    service: "kms",
    operations: ["CreateKey", "PutKeyPolicy"],
    members: ["Policy"],
    code: "MalformedPolicyDocumentException",
    message: () => "Policy contains a statement with one or more invalid principals.",
    source: `${docs}/kms/latest/developerguide/key-policy-overview.html`,
  },
  {
    service: "iam",
    operations: ["CreateRole", "UpdateAssumeRolePolicy"],
    members: ["AssumeRolePolicyDocument", "PolicyDocument"],
    code: "MalformedPolicyDocument",
    message: (principal) => `Invalid principal in policy: "AWS":"${principal}"`,
    source: `${docs}/IAM/latest/UserGuide/reference_policies_elements_principal.html`,
  },
  {
    service: "secretsmanager",
    operations: ["PutResourcePolicy"],
    members: ["ResourcePolicy"],
    code: "MalformedPolicyDocumentException",
    message: () => "This resource policy contains an unsupported principal.",
    source: `${docs}/secretsmanager/latest/userguide/auth-and-access_resource-policies.html`,
  },
];

/** As those of policies do. */
const grantee: Rule = {
  name: "whom a key is granted to exists",
  service: "kms",
  operations: ["CreateGrant"],
  source: `${docs}/kms/latest/APIReference/API_CreateGrant.html`,
  check: async ({ parameters }, { facts }) => {
    const principal = text(parameters.GranteePrincipal);
    if (!(await exists(principal, facts)))
      throw new AwsError("InvalidArnException", `${principal} must be a principal that exists`);
  },
};

const ofPolicies: readonly Rule[] = table.map(({ members, code, message, ...row }) => ({
  ...row,
  name: `principals of ${row.service}:${row.operations.join("/")} exist`,
  check: async ({ parameters }, { facts }) => {
    for (const document of members.map((member) => text(parameters[member])).filter(Boolean))
      for (const principal of principalsOf(document))
        if (!(await exists(principal, facts))) throw new AwsError(code, message(principal));
  },
}));

export const principals: readonly Rule[] = [...ofPolicies, grantee];

function principalsOf(document: string): readonly string[] {
  return parsePolicy("policy", document).statements.flatMap(({ Principal }) =>
    typeof Principal === "object" ? list(Principal.AWS) : [],
  );
}

/** `*`, an account by its number or root, or a role. */
async function exists(principal: string, facts: World["facts"]): Promise<boolean> {
  if (principal === "*") return true;
  const account = /^\d{12}$/.exec(principal)?.[0] ?? /^arn:aws:iam::(\d{12}):/.exec(principal)?.[1];
  if (account === undefined || !facts.hasAccount(account)) return false;
  return principal.includes(":role/") ? facts.hasRole(principal) : /^\d{12}$|:root$/.test(principal);
}
