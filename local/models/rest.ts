import type { ServiceRequest } from "../gateway/service";
import type { Model, Operation, Reference } from "./model";
import { parseJson, parseXml } from "./parse";
import { decode, scalar } from "./wire";
import { jsonWire, xmlWire } from "./wires";

type Rest = Pick<ServiceRequest, "method" | "path" | "query" | "headers" | "body">;

/** The operation whose method, URI, and required fields and headers the request has; of several the most special. */
export function restOperation({ operations }: Model, request: Rest): Operation | undefined {
  const fitting = [...operations.values()].flatMap((operation) => {
    const weight = operation.method === request.method ? weightOf(operation, request) : undefined;
    return weight === undefined ? [] : [{ operation, weight }];
  });
  return fitting.sort((a, b) => b.weight - a.weight)[0]?.operation;
}

/** How much an operation asks for that the request has; undefined where the request has not all of it. */
function weightOf(operation: Operation, { path, query, headers }: Rest): number | undefined {
  const [template, search] = halves(operation);
  if (!pathPattern(template).test(path)) return undefined;
  // `policy` in `/{Bucket}?policy`, `list-type=2` in another.
  const flags = [...new URLSearchParams(search)];
  const queryFields = required(operation, "querystring");
  const headerNames = required(operation, "header").map((name) => name.toLowerCase());
  const fits =
    flags.every(([name, value]) => query.has(name) && (!value || query.get(name) === value)) &&
    queryFields.every((name) => query.has(name)) &&
    headerNames.every((name) => name in headers);
  if (!fits) return undefined;
  const literal = template.split("/").filter((part) => part !== "" && !part.startsWith("{")).length;
  return literal * 100 + flags.length * 10 + queryFields.length + headerNames.length;
}

/** Names on the wire of what an operation requires there. */
function required({ input }: Operation, at: Reference["location"]): readonly string[] {
  return (input.required ?? []).flatMap((name) => {
    const { location, locationName = name } = input.members.get(name) ?? {};
    return location === at ? [locationName] : [];
  });
}

function halves({ requestUri = "" }: Operation): readonly [string, string] {
  const [template = "", search = ""] = requestUri.split("?");
  return [template, search];
}

/** The models and the clients do not agree on a slash at the end. */
function pathPattern(template: string): RegExp {
  const pattern = template
    .replace(/\/$/, "")
    .replace(/\{(\w+)(\+?)\}/g, (_, name: string, greedy: string) =>
      greedy ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`,
    );
  return new RegExp(`^${pattern}/?$`);
}

/** https://smithy.io/2.0/spec/http-bindings.html */
export function restParameters(model: Model, operation: Operation, request: Rest): Record<string, unknown> {
  const labels = pathPattern(halves(operation)[0]).exec(request.path)?.groups ?? {};
  const bound = [...operation.input.members].flatMap(([name, reference]) => {
    const value = boundValue(name, reference, request, labels);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...bodyOf(model, operation, request), ...Object.fromEntries(bound) };
}

function boundValue(
  name: string,
  reference: Reference,
  { query, headers }: Rest,
  labels: Readonly<Record<string, string>>,
): unknown {
  const { location, locationName = name, shape } = reference;
  switch (location) {
    case "uri":
      return scalar(reference, labels[locationName] && decodeURIComponent(labels[locationName]));
    case "querystring":
      if (!query.has(locationName)) return undefined;
      return shape.type === "list" ? query.getAll(locationName) : scalar(reference, query.get(locationName));
    case "header": {
      const value = headers[locationName.toLowerCase()];
      const text = Array.isArray(value) ? value.join(",") : value;
      if (shape.type === "list") return (text ?? "").split(/\s*,\s*/).filter(Boolean);
      return text === undefined ? undefined : scalar(reference, text);
    }
    case "headers": {
      const prefix = locationName.toLowerCase();
      const found = Object.entries(headers).filter(([header]) => header.startsWith(prefix));
      if (found.length === 0) return undefined;
      return Object.fromEntries(found.map(([header, value]) => [header.slice(prefix.length), String(value)]));
    }
    default:
      return undefined;
  }
}

function bodyOf({ protocols }: Model, { input }: Operation, { body }: Rest): Record<string, unknown> {
  if (body.length === 0) return {};
  const name = input.payload;
  const payload = name === undefined ? undefined : input.members.get(name);
  if (name !== undefined && payload?.shape.type === "blob") return { [name]: body };
  if (name !== undefined && payload?.shape.type === "string") return { [name]: body.toString() };
  const xml = protocols.includes("rest-xml");
  const node = xml ? parseXml(body) : parseJson(body);
  const members = new Map([...input.members].filter(([, { location }]) => location === undefined));
  if (node === undefined || (!payload && members.size === 0)) return {};
  const value = decode(xml ? xmlWire : jsonWire, payload ?? { shape: { ...input, members } }, node);
  return name === undefined ? (value as Record<string, unknown>) : { [name]: value };
}
