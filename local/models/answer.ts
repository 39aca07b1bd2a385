import { cbor, tag } from "@smithy/core/cbor";
import { AwsError, type ServiceRequest, type ServiceResponse } from "../gateway/service";
import { escapeXml } from "../gateway/xml";
import { problemsOf } from "./check";
import { protocolOf } from "./decode-request";
import { jsonWire } from "./json-wire";
import { modelOf, type Operation, type Reference, type Shape } from "./model";
import { decode } from "./wire";

type Asked = Pick<ServiceRequest, "service" | "operation" | "path" | "query" | "headers">;
type Output = Readonly<Record<string, unknown>>;

/**
 * Writes an output of ours in the protocol of the request. It names members as the model does, with times as `Date`
 * or seconds; one that the model does not allow is a mistake of local AWS, and fails with the member's name.
 * moto's own answers are not checked: Terraform and the SDKs read what it writes, and we do not mend it.
 */
export function answer(request: Asked, output: object = {}): ServiceResponse {
  const { service, operation: name = "" } = request;
  const operation = modelOf(service)?.operations.get(name);
  const shape = operation?.output;
  if (!operation || !shape) throw mistake(request, "its output must be kept in local/models/services.yaml");
  const value = decode(jsonWire, { shape }, output) as Output;
  // AWS does not hold its own answers to lengths: an empty list is common where the model has a minimum.
  const [problem] = problemsOf(shape, value, ({ enum: allowed }) => ({ enum: allowed }));
  if (problem)
    throw mistake(
      request,
      `${problem.path.join(".")}: ${problem.rule}, got ${JSON.stringify(problem.value)}`,
    );
  return { status: 200, headers: {}, ...encode(request, operation, shape, value), origin: "model" };
}

function mistake({ service, operation }: Asked, what: string): AwsError {
  return new AwsError("LocalAwsFailure", `answer of ${service}:${operation}: ${what}`);
}

type Encoded = Pick<ServiceResponse, "body"> & Partial<ServiceResponse>;

function encode(request: Asked, operation: Operation, shape: Shape, value: Output): Encoded {
  const protocol = protocolOf(request);
  switch (protocol) {
    case "json":
      return {
        headers: { "content-type": "application/x-amz-json-1.1" },
        body: JSON.stringify(toJson({ shape }, value)),
      };
    case "cbor":
      return {
        headers: { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" },
        body: Buffer.from(cbor.serialize(toCbor(value))),
      };
    case "query":
      return {
        headers: { "content-type": "text/xml" },
        body:
          `<${operation.name}Response><${operation.name}Result>${toXml({ shape }, value)}</${operation.name}Result>` +
          `<ResponseMetadata><RequestId>local</RequestId></ResponseMetadata></${operation.name}Response>`,
      };
    case "rest-json":
    case "rest-xml":
      return toRest(operation, shape, value);
    case "ec2":
      throw mistake({ ...request, operation: operation.name }, "local AWS writes no answer of EC2");
  }
}

/** https://smithy.io/2.0/spec/http-bindings.html; of XML only what is a payload of text. */
function toRest({ responseCode = 200 }: Operation, shape: Shape, value: Output): Encoded {
  const headers: Record<string, string> = {};
  const document: Record<string, unknown> = {};
  let status = responseCode;
  for (const [name, item] of Object.entries(value)) {
    const member = shape.members.get(name);
    if (member?.location === "header") headers[member.locationName ?? name] = String(item);
    else if (member?.location === "statusCode") status = Number(item);
    else document[name] = item;
  }
  const payload = shape.payload === undefined ? undefined : document[shape.payload];
  if (shape.payload !== undefined) return { status, headers, body: (payload ?? "") as string | Buffer };
  if (Object.keys(document).length === 0 && shape.members.size === 0) return { status, headers, body: "" };
  const body = JSON.stringify(toJson({ shape }, document));
  return { status, headers: { ...headers, "content-type": "application/json" }, body };
}

function toJson({ shape }: Reference, value: unknown): unknown {
  if (value instanceof Date) {
    return shape.timestampFormat === "iso8601" ? value.toISOString() : value.getTime() / 1000;
  }
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  return inside(shape, value, toJson, (name, { locationName }) => locationName ?? name);
}

/** A list or a structure with every part written by `write`. */
function inside(
  shape: Shape,
  value: unknown,
  write: (reference: Reference, value: unknown) => unknown,
  nameOf: (name: string, reference: Reference) => string,
): unknown {
  if (Array.isArray(value))
    return value.map((item) => (shape.member ? write(shape.member, item) : item) as unknown);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => {
      const reference = shape.members.get(name) ?? shape.value;
      return reference === undefined || item === undefined
        ? []
        : [[nameOf(name, reference), write(reference, item)]];
    }),
  );
}

function toCbor(value: unknown): unknown {
  if (value instanceof Date) return tag({ tag: 1, value: value.getTime() / 1000 });
  if (Array.isArray(value)) return value.map(toCbor);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  const given = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(given.map(([name, item]) => [name, toCbor(item)]));
}

function toXml({ shape, flattened }: Reference, value: unknown, name?: string): string {
  const element = (content: string, tagName = name) =>
    tagName === undefined ? content : `<${tagName}>${content}</${tagName}>`;
  if (value === undefined || value === null) return "";
  if (value instanceof Date) return element(value.toISOString());
  if (Array.isArray(value)) {
    const { member } = shape;
    if (!member) return "";
    const flat = flattened ?? shape.flattened;
    const items = value
      .map((item) => toXml(member, item, flat ? name : (member.locationName ?? "member")))
      .join("");
    return flat ? items : element(items);
  }
  if (typeof value !== "object") return element(escapeXml(`${value as string | number | boolean}`));
  const parts = Object.entries(value).map(([part, item]) => {
    const reference = shape.members.get(part);
    return reference ? toXml(reference, item, reference.locationName ?? part) : "";
  });
  return element(parts.join(""));
}
