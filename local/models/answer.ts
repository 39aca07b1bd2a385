import { cbor, tag } from "@smithy/core/cbor";
import { AwsError, type ServiceRequest, type ServiceResponse } from "../gateway/service";
import { toXml } from "../gateway/xml";
import { problemsOf } from "./check";
import { protocolOf } from "./decode-request";
import { modelOf, type Operation, type Reference, type Shape } from "./model";
import { decode } from "./wire";
import { jsonWire } from "./wires";

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
        body: JSON.stringify(written({ shape }, value, json)),
      };
    case "cbor":
      return {
        headers: { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" },
        body: Buffer.from(cbor.serialize(written({ shape }, value, binary))),
      };
    case "query": {
      const { name } = operation;
      const result = { [`${name}Result`]: written({ shape }, value, xml) };
      const document = { [`${name}Response`]: { ...result, ResponseMetadata: { RequestId: "local" } } };
      return { headers: { "content-type": "text/xml" }, body: toXml(document) };
    }
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
  if (shape.payload !== undefined)
    return { status, headers, body: (document[shape.payload] ?? "") as string | Buffer };
  if (shape.members.size === 0) return { status, headers, body: "" };
  const body = JSON.stringify(written({ shape }, document, json));
  return { status, headers: { ...headers, "content-type": "application/json" }, body };
}

/** What protocols write in ways of their own. */
interface Form {
  readonly time: (value: Date, shape: Shape) => unknown;
  readonly bytes: (value: Uint8Array) => unknown;
  readonly list: (items: readonly unknown[], reference: Reference) => unknown;
}

const json: Form = {
  time: (value, { timestampFormat }) =>
    timestampFormat === "iso8601" ? value.toISOString() : value.getTime() / 1000,
  bytes: (value) => Buffer.from(value).toString("base64"),
  list: (items) => items,
};

const binary: Form = {
  ...json,
  time: (value) => tag({ tag: 1, value: value.getTime() / 1000 }),
  bytes: (value) => value,
};

const xml: Form = {
  ...json,
  time: (value) => value.toISOString(),
  list: (items, { shape, flattened = shape.flattened }) =>
    flattened ? items : { [shape.member?.locationName ?? "member"]: items },
};

function written(reference: Reference, value: unknown, form: Form): unknown {
  const { members, member, value: ofMap } = reference.shape;
  if (value instanceof Date) return form.time(value, reference.shape);
  if (value instanceof Uint8Array) return form.bytes(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => (member ? written(member, item, form) : item) as unknown);
    return form.list(items, reference);
  }
  if (typeof value !== "object" || value === null) return value;
  const parts = Object.entries(value).flatMap(([name, item]) => {
    const part = members.get(name) ?? ofMap;
    return part && item !== undefined ? [[part.locationName ?? name, written(part, item, form)]] : [];
  });
  return Object.fromEntries(parts) as unknown;
}
