import { gunzipSync } from "node:zlib";
import type { ServiceRequest } from "../gateway/service";
import { modelOf } from "./model";
import { parseCbor, parseJson, parseQuery, parseXml } from "./parse";
import { restOperation, restParameters } from "./rest";
import { decode, type Wire } from "./wire";
import { cborWire, ec2Wire, jsonWire, queryWire } from "./wires";

/** A request as it came, before anybody knows what it asks. */
export type RawRequest = Pick<ServiceRequest, "service" | "method" | "path" | "query" | "headers" | "body">;
export type Protocol = "json" | "cbor" | "query" | "ec2" | "rest-json" | "rest-xml";
type Decoded = Pick<ServiceRequest, "operation" | "parameters">;

/**
 * How a request speaks: its headers say, since clients of one service differ (CloudWatch's model names JSON and
 * CBOR, Terraform's provider speaks query).
 */
export function protocolOf({
  service,
  path,
  query,
  headers,
}: Pick<RawRequest, "service" | "path" | "query" | "headers">): Protocol {
  if (headers["x-amz-target"]) return "json";
  if (headers["smithy-protocol"] === "rpc-v2-cbor" && path.includes("/operation/")) return "cbor";
  const form = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
  if (form || query.has("Action")) return service === "ec2" ? "ec2" : "query";
  return (modelOf(service)?.protocols ?? ["rest-xml"]).includes("rest-json") ? "rest-json" : "rest-xml";
}

/** The operation by its name in AWS's model, and its input with the model's names, whatever the protocol. */
export function decodeRequest(raw: RawRequest): Decoded {
  const request = { ...raw, body: unzip(raw) };
  const { service, path, query, headers, body } = request;
  const protocol = protocolOf(request);
  switch (protocol) {
    case "json":
      return named(service, String(headers["x-amz-target"]).split(".").pop(), jsonWire, parseJson(body));
    case "cbor":
      return named(service, path.split("/").pop(), cborWire, parseCbor(body));
    case "query":
    case "ec2": {
      const fields = new URLSearchParams([...query, ...new URLSearchParams(body.toString())]);
      const wire = protocol === "ec2" ? ec2Wire : queryWire;
      return named(service, fields.get("Action") ?? undefined, wire, parseQuery(fields));
    }
    case "rest-json":
    case "rest-xml": {
      const model = modelOf(service);
      const operation = model && restOperation(model, request);
      if (!operation) return { operation: undefined, parameters: {} };
      return { operation: operation.name, parameters: restParameters(model, operation, request) };
    }
  }
}

/** Whether a body that says it is JSON or XML is that. */
export function isReadable(request: RawRequest): boolean {
  const type = request.headers["content-type"] ?? "";
  const body = unzip(request);
  if (body.length === 0) return true;
  if (type.includes("json")) return parseJson(body) !== undefined;
  return !type.includes("xml") || parseXml(body) !== undefined;
}

function named(service: string, operation: string | undefined, wire: Wire, node: unknown): Decoded {
  const shape = modelOf(service)?.operations.get(operation ?? "")?.input;
  const value = shape && decode(wire, { shape }, node ?? {});
  const parameters = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  return { operation, parameters };
}

/** CloudWatch's clients compress what is large. */
function unzip({ headers, body }: RawRequest): Buffer {
  return headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
}
