import { arnLike, like } from "./patterns";
import { list, type OneOrMany, type Statement } from "./policy";

/** Condition keys of a request, by their names; a key that does not apply to the request is left out. */
export type Context = Readonly<Record<string, OneOrMany>>;

/**
 * Keys that local AWS fills in wherever AWS does. A condition on any other throws, since a key that is merely
 * missing here would satisfy `StringNotEquals` and `…IfExists`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const KNOWN_KEYS = [
  "aws:PrincipalAccount",
  "aws:PrincipalArn",
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html
  "aws:RequestTag/*",
  "aws:RequestedRegion",
  "aws:ResourceAccount",
  "aws:ResourceTag/*",
  "aws:SecureTransport",
  "aws:SourceAccount",
  "aws:SourceArn",
  "aws:TagKeys",
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
  "cloudwatch:namespace",
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
  "ec2:CreateAction",
  "ec2:IsLaunchTemplateResource",
  "ec2:LaunchTemplate",
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
  "iam:AWSServiceName",
  "iam:PassedToService",
  "iam:PermissionsBoundary",
  "iam:PolicyARN",
  // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
  "kms:EncryptionContext:*",
  "kms:GranteePrincipal",
  "kms:RequestAlias",
  "kms:ViaService",
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
  "s3:if-none-match",
  "s3:prefix",
].map((key) => key.toLowerCase());

type Operator = (wanted: string, given: string) => boolean;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: (wanted, given) => wanted === given,
  StringEqualsIgnoreCase: (wanted, given) => wanted.toLowerCase() === given.toLowerCase(),
  StringLike: like,
  // The two behave alike.
  ArnEquals: arnLike,
  ArnLike: arnLike,
  Bool: (wanted, given) => wanted.toLowerCase() === given.toLowerCase(),
};

/** Whether every key of every operator is met. */
export function meets(conditions: Statement["Condition"], context: Context): boolean {
  return Object.entries(conditions ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      meetsOne(operator, key, list<string | boolean>(wanted), context),
    ),
  );
}

function meetsOne(
  name: string,
  key: string,
  wanted: readonly (string | boolean)[],
  context: Context,
): boolean {
  const [, set, base = "", ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const given = valuesOf(key, context);
  if (base === "Null") return (String(wanted[0]) === "true") === (given.length === 0);
  const negated = /^(String|Arn)Not/.test(base);
  const operator = OPERATORS[base.replace(/^(String|Arn)Not/, "$1")];
  if (operator === undefined) throw new Error(`local AWS does not know the condition operator ${name}`);
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
  if (given.length === 0) return negated || ifExists !== undefined || set === "ForAllValues";
  const matches = (value: string) =>
    wanted.some((pattern) => operator(substitute(String(pattern), context), value)) !== negated;
  return set === "ForAnyValue" ? given.some(matches) : given.every(matches);
}

/** Puts policy variables in: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
export function substitute(text: string, context: Context): string {
  return text.replace(/\$\{([^}]+)\}/g, (whole, key: string) => {
    if (["*", "?", "$"].includes(key))
      throw new Error(`local AWS does not know the policy variable ${whole}`);
    const [value, ...more] = valuesOf(key, context);
    return value === undefined || more.length > 0 ? whole : value;
  });
}

function valuesOf(key: string, context: Context): readonly string[] {
  const wanted = key.toLowerCase();
  if (!KNOWN_KEYS.some((known) => like(known, wanted)))
    throw new Error(`local AWS does not know the condition key ${key}`);
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === wanted);
  return list(found?.[1]);
}
