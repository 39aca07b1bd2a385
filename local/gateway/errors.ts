import { randomUUID } from "node:crypto";
import type { AwsError, ServiceRequest, ServiceResponse } from "./service";
import { escapeXml } from "./xml";

type Protocol = "json" | "query" | "ec2" | "s3" | "rest-json";

/** Writes an error as the SDK of the request's service reads it. */
export function errorResponse(
  error: Pick<AwsError, "code" | "message" | "status">,
  request: Pick<ServiceRequest, "service" | "headers" | "operation">,
): ServiceResponse {
  const requestId = randomUUID();
  const code = escapeXml(error.code);
  const message = escapeXml(error.message);
  const xml = (body: string): ServiceResponse => ({
    status: error.status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>${body}`,
  });
  switch (protocolOf(request)) {
    case "query":
      return xml(
        `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>` +
          `<RequestId>${requestId}</RequestId></ErrorResponse>`,
      );
    case "ec2":
      return xml(
        `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors>` +
          `<RequestID>${requestId}</RequestID></Response>`,
      );
    case "s3":
      return xml(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
    case "json":
    case "rest-json":
      return {
        status: error.status,
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amzn-errortype": error.code,
          "x-amzn-requestid": requestId,
        },
        // Services disagree on the case of `message`; readers take either.
        body: JSON.stringify({ __type: error.code, message: error.message, Message: error.message }),
      };
  }
}

function protocolOf({
  service,
  headers,
  operation,
}: Pick<ServiceRequest, "service" | "headers" | "operation">): Protocol {
  if (headers["x-amz-target"]) return "json";
  if (operation) return service === "ec2" ? "ec2" : "query";
  return service === "s3" ? "s3" : "rest-json";
}
