import { AwsError } from "../gateway/service";
import type { Problem } from "./check";
import type { Protocol } from "./decode-request";
import type { Operation } from "./model";

type Codes = Readonly<Record<Problem["kind"] | "operation" | "malformed", string>>;

function codesOf(operation: string, malformed: string, refused: string, special: Partial<Codes> = {}): Codes {
  const kinds = { unknown: refused, missing: refused, type: refused, limit: refused };
  return { operation, malformed, ...kinds, ...special };
}

/** https://docs.aws.amazon.com/awssupport/latest/APIReference/CommonErrors.html, alike in every JSON service */
const json = codesOf("UnknownOperationException", "SerializationException", "ValidationException", {
  type: "SerializationException",
});

const codes: Readonly<Record<Protocol, Codes>> = {
  json,
  cbor: json,
  "rest-json": json,
  /** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/CommonErrors.html */
  query: codesOf("InvalidAction", "MalformedQueryString", "ValidationError"),
  /** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
  ec2: codesOf("InvalidAction", "MalformedQueryString", "InvalidParameterValue", {
    unknown: "UnknownParameter",
    missing: "MissingParameter",
  }),
  /** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
  "rest-xml": codesOf("MethodNotAllowed", "MalformedXML", "MalformedXML"),
};

/** Members whose exceptions CodeDeploy names otherwise; `ApplicationName…` and the like follow from the member. */
const exceptionNames: Readonly<Record<string, readonly string[]>> = {
  description: ["DescriptionTooLongException"],
  serviceRoleArn: ["RoleRequiredException", "InvalidRoleException"],
  tags: ["InvalidTagsToAddException"],
};

/** What AWS answers to an input with problems: all of them in the message, the code of the first. */
export function refusalOf(
  protocol: Protocol,
  operation: Operation,
  problems: readonly Problem[],
): AwsError | undefined {
  const [first] = problems;
  if (!first) return undefined;
  const code =
    first.code ??
    exceptionOf(operation, first) ??
    s3Argument(protocol, operation, first) ??
    codes[protocol][first.kind];
  return new AwsError(code, protocol === "ec2" ? ec2Message(first) : message(problems));
}

export function unknownOperation(protocol: Protocol, service: string, name: string | undefined): AwsError {
  const what = name === undefined ? "of this method and path" : name;
  return new AwsError(
    codes[protocol].operation,
    `${service}: local AWS knows no operation ${what}; local/models/services.yaml lists those that it knows`,
    protocol.startsWith("rest") ? 405 : 400,
  );
}

export function malformed(protocol: Protocol): AwsError {
  return new AwsError(codes[protocol].malformed, "The body of the request could not be read");
}

/** An exception that the operation declares for this very member. */
function exceptionOf({ errors = [] }: Operation, { kind, path: [member = ""] }: Problem): string | undefined {
  const name = member.charAt(0).toUpperCase() + member.slice(1);
  const own = [`${name}RequiredException`, `Invalid${name}Exception`, ...(exceptionNames[member] ?? [])];
  return own.find((code) => errors.includes(code) && code.includes("Required") === (kind === "missing"));
}

/** S3 speaks of an argument where path, query or headers are wrong, and of the XML where the document is. */
function s3Argument(
  protocol: Protocol,
  { input }: Operation,
  { path: [member = ""] }: Problem,
): string | undefined {
  return protocol === "rest-xml" && input.members.get(member)?.location ? "InvalidArgument" : undefined;
}

function message(problems: readonly Problem[]): string {
  const each = problems.map(
    ({ value, path, rule }) =>
      `Value ${quote(value)} at '${nameOf(path)}' failed to satisfy constraint: ${rule}`,
  );
  return `${each.length} validation error${each.length > 1 ? "s" : ""} detected: ${each.join("; ")}`;
}

function ec2Message({ kind, path, value, rule }: Problem): string {
  const name = path.filter((part) => part !== "member").join(".");
  if (kind === "missing") return `The request must contain the parameter ${name}`;
  if (kind === "unknown") return `The parameter ${name} is not recognized`;
  return `Value (${text(value)}) for parameter ${name} is invalid. ${rule}`;
}

function nameOf([first = "", ...rest]: readonly string[]): string {
  return [first.charAt(0).toLowerCase() + first.slice(1), ...rest].join(".");
}

function quote(value: unknown): string {
  return value === null || value === undefined ? "null" : `'${text(value)}'`;
}

function text(value: unknown): string {
  return (typeof value === "string" ? value : JSON.stringify(value)).slice(0, LONGEST_QUOTE);
}

const LONGEST_QUOTE = 300;

/** What every service may answer; https://docs.aws.amazon.com/awssupport/latest/APIReference/CommonErrors.html */
export function isCommonError(code: string): boolean {
  return COMMON.has(code);
}

const COMMON = new Set([
  ...["LocalAwsFailure", "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "InternalFailure"],
  ...["ServiceUnavailable", "ExpiredTokenException", "Throttling", "ThrottlingException"],
  ...["RequestLimitExceeded", "TooManyRequestsException"],
  ...Object.values(codes).flatMap((each) => Object.values<string>(each)),
]);
