import { cbor } from "@smithy/core/cbor";
import { randomUUID } from "node:crypto";
import { protocolOf } from "../models/decode-request";
import type { AwsError, ServiceRequest, ServiceResponse } from "./service";
import { escapeXml } from "./xml";

/** Writes an error as the SDK of the request's service reads it. */
export function errorResponse(
  error: Pick<AwsError, "code" | "message" | "status">,
  request: Pick<ServiceRequest, "service" | "headers" | "path" | "query">,
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
    case "rest-xml":
      return xml(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
    case "cbor":
      return {
        status: error.status,
        headers: { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" },
        body: Buffer.from(cbor.serialize({ __type: error.code, message: error.message })),
      };
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
