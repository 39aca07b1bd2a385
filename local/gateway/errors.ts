import { cbor } from "@smithy/core/cbor";
import { randomUUID } from "node:crypto";
import { protocolOf } from "../models/decode-request";
import type { AwsError, ServiceRequest, ServiceResponse } from "./service";
import { toXml } from "./xml";

/** Writes an error as the SDK of the request's service reads it. */
export function errorResponse(
  { code, message, status }: Pick<AwsError, "code" | "message" | "status">,
  request: Pick<ServiceRequest, "service" | "headers" | "path" | "query">,
): ServiceResponse {
  const requestId = randomUUID();
  const xml = (document: object): ServiceResponse => ({
    status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>${toXml(document)}`,
  });
  const Error = { Code: code, Message: message };
  switch (protocolOf(request)) {
    case "query":
      return xml({ ErrorResponse: { Error: { Type: "Sender", ...Error }, RequestId: requestId } });
    case "ec2":
      return xml({ Response: { Errors: { Error }, RequestID: requestId } });
    case "rest-xml":
      return xml({ Error });
    case "cbor":
      return {
        status,
        headers: { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" },
        body: Buffer.from(cbor.serialize({ __type: code, message })),
      };
    case "json":
    case "rest-json":
      return {
        status,
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amzn-errortype": code,
          "x-amzn-requestid": requestId,
        },
        // Services disagree on the case of `message`; readers take either.
        body: JSON.stringify({ __type: code, message, Message: message }),
      };
  }
}
