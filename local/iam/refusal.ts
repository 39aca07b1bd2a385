import { AwsError, type ServiceRequest } from "../gateway/service";
import type { Decision } from "./evaluate";
import type { Ask } from "./statement";

/** What IAM refused, and nothing else that went wrong. */
export class Refused extends AwsError {}

/** Says a refusal in the words of the service that met it. */
export function refusedAs(words: AwsError): (error: unknown) => never {
  return (error) => {
    throw error instanceof Refused ? words : error;
  };
}

/**
 * The error of a refused request, as its service words it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function refusal(
  request: Pick<ServiceRequest, "service" | "headers">,
  ask: Ask,
  decision: Decision,
): Refused {
  const { service, headers } = request;
  const text = message(ask, decision);
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  if (service === "ec2")
    return new Refused(
      "UnauthorizedOperation",
      `You are not authorized to perform this operation. ${text}`,
      403,
    );
  // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
  if (service === "s3") return new Refused("AccessDenied", text, 403);
  // Common errors of the JSON protocols, such as
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
  if (headers["x-amz-target"] !== undefined) return new Refused("AccessDeniedException", text, 400);
  // https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html
  if (service === "lambda") return new Refused("AccessDeniedException", text, 403);
  // The query protocol, such as https://docs.aws.amazon.com/autoscaling/ec2/APIReference/CommonErrors.html
  return new Refused("AccessDenied", text, 403);
}

function message({ principal, action, resource }: Ask, { reason }: Decision): string {
  const who = principal.session ?? principal.arn;
  const name = action.startsWith("s3:") ? `"${resource}"` : resource;
  const on = resource === "*" ? "" : ` on resource: ${name}`;
  return `User: ${who} is not authorized to perform: ${action}${on} ${reason}`;
}
