import { cbor } from "@smithy/core/cbor";
import { gunzipSync } from "node:zlib";
import type { ServiceRequest } from "../gateway/service";
import { jsonWire } from "./json-wire";
import { modelOf, type Operation } from "./model";
import { ec2Wire, QueryNode, queryWire } from "./query-wire";
import { parseJson, restOperation, restParameters } from "./rest";
import { decode, type Wire } from "./wire";
import { parseXml } from "./xml-wire";

/** A request as it came, before anybody knows what it asks. */
export type RawRequest = Pick<ServiceRequest, "service" | "method" | "path" | "query" | "headers" | "body">;
export type Protocol = "json" | "cbor" | "query" | "ec2" | "rest-json" | "rest-xml";
export type Decoded = Pick<ServiceRequest, "operation" | "parameters">;

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
export function decodeRequest(request: RawRequest): Decoded {
  const unzipped = { ...request, body: unzip(request) };
  const protocol = protocolOf(request);
  switch (protocol) {
    case "json":
      return named(request, String(request.headers["x-amz-target"]).split(".").pop(), jsonWire, () =>
        parseJson(unzipped.body),
      );
    case "cbor":
      return named(request, request.path.split("/").pop(), cborWire, () => parseCbor(unzipped.body));
    case "query":
    case "ec2": {
      const text = unzipped.body.toString();
      const fields = new URLSearchParams([...request.query, ...new URLSearchParams(text)]);
      const wire = protocol === "ec2" ? ec2Wire : queryWire;
      return named(request, fields.get("Action") ?? undefined, wire, () =>
        QueryNode.parse(fields, OF_THE_PROTOCOL),
      );
    }
    case "rest-json":
    case "rest-xml": {
      const model = modelOf(request.service);
      const operation = model && restOperation(model, request);
      if (!operation) return { operation: undefined, parameters: {} };
      return { operation: operation.name, parameters: restParameters(model, operation, unzipped) };
    }
  }
}

/** Whether a body that says it is JSON or XML is that. */
export function isReadable(request: RawRequest): boolean {
  const type = request.headers["content-type"] ?? "";
  const body = unzip(request);
  if (body.length === 0) return true;
  if (type.includes("json")) return parseJson(body) !== undefined;
  return !type.includes("xml") || parseXml(body.toString()) !== undefined;
}

const OF_THE_PROTOCOL = ["Action", "Version"];

function named({ service }: RawRequest, name: string | undefined, wire: Wire, read: () => unknown): Decoded {
  const operation: Operation | undefined = modelOf(service)?.operations.get(name ?? "");
  const value = operation && decode(wire, { shape: operation.input }, read() ?? {});
  return { operation: name, parameters: isRecord(value) ? value : {} };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Timestamps come with a tag. */
const cborWire: Wire = {
  ...jsonWire,
  scalar: (node) => (isRecord(node) && "tag" in node ? node.value : node),
};

function parseCbor(body: Buffer): unknown {
  return body.length === 0 ? {} : (cbor.deserialize(body) as unknown);
}

/** CloudWatch's clients compress what is large. */
function unzip({ headers, body }: RawRequest): Buffer {
  return headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
}
