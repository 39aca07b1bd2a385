import type { ServiceRequest } from "../gateway/service";
import { jsonWire } from "./json-wire";
import type { Model, Operation, Reference } from "./model";
import { decode, scalar } from "./wire";
import { parseXml, xmlWire } from "./xml-wire";

type Rest = Pick<ServiceRequest, "method" | "path" | "query" | "headers" | "body">;

interface Route {
  readonly operation: Operation;
  readonly path: RegExp;
  /** `policy` in `/{Bucket}?policy`, `list-type=2` in another. */
  readonly query: readonly (readonly [string, string])[];
  /** Query fields and headers that the operation requires, by their names on the wire. */
  readonly queryFields: readonly string[];
  readonly headers: readonly string[];
  readonly weight: number;
}

const routes = new WeakMap<Model, readonly Route[]>();

/** The operation whose method, URI, and required fields and headers the request has; of several the most special. */
export function restOperation(model: Model, request: Rest): Operation | undefined {
  return routesOf(model).find(
    ({ operation, path, query, queryFields, headers }) =>
      operation.method === request.method &&
      path.test(request.path) &&
      query.every(
        ([name, value]) => request.query.has(name) && (!value || request.query.get(name) === value),
      ) &&
      queryFields.every((name) => request.query.has(name)) &&
      headers.every((name) => name in request.headers),
  )?.operation;
}

function routesOf(model: Model): readonly Route[] {
  const found = routes.get(model);
  if (found) return found;
  const made = [...model.operations.values()].map(routeOf).sort((a, b) => b.weight - a.weight);
  routes.set(model, made);
  return made;
}

function routeOf(operation: Operation): Route {
  const [template = "", search = ""] = (operation.requestUri ?? "").split("?");
  const required = (location: string) =>
    (operation.input.required ?? []).flatMap((name) => {
      const member = operation.input.members.get(name);
      return member?.location === location ? [member.locationName ?? name] : [];
    });
  const query = [...new URLSearchParams(search)];
  const queryFields = required("querystring");
  const headers = required("header").map((name) => name.toLowerCase());
  const literal = template.split("/").filter((part) => part !== "" && !part.startsWith("{")).length;
  return {
    operation,
    path: pathPattern(template),
    query,
    queryFields,
    headers,
    weight: literal * 100 + query.length * 10 + queryFields.length + headers.length,
  };
}

function pathPattern(template: string): RegExp {
  const pattern = template.replace(/\{(\w+)(\+?)\}/g, (_, name: string, greedy: string) =>
    greedy ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`,
  );
  return new RegExp(`^${pattern}/?$`);
}

/** https://smithy.io/2.0/spec/http-bindings.html */
export function restParameters(model: Model, operation: Operation, request: Rest): Record<string, unknown> {
  const { input, requestUri = "" } = operation;
  const labels = pathPattern(requestUri.split("?")[0] ?? "").exec(request.path)?.groups ?? {};
  const bound: Record<string, unknown> = {};
  for (const [name, reference] of input.members) {
    const value = reference.location && boundValue(name, reference, request, labels);
    if (value !== undefined) bound[name] = value;
  }
  return { ...bodyOf(model, operation, request), ...bound };
}

function boundValue(
  name: string,
  reference: Reference,
  { query, headers }: Rest,
  labels: Readonly<Record<string, string>>,
): unknown {
  const { location, locationName = name, shape } = reference;
  const text = (value: string | null | undefined) =>
    value === null || value === undefined ? undefined : scalar(shape, reference, value);
  switch (location) {
    case "uri":
      return text(labels[locationName] && decodeURIComponent(labels[locationName]));
    case "querystring":
      if (shape.type !== "list") return text(query.get(locationName));
      return query.has(locationName) ? query.getAll(locationName) : undefined;
    case "header": {
      const value = headers[locationName.toLowerCase()];
      if (shape.type === "list")
        return String(value ?? "")
          .split(/\s*,\s*/)
          .filter(Boolean);
      return text(Array.isArray(value) ? value.join(",") : value);
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
  const node = xml ? parseXml(body.toString()) : parseJson(body);
  if (node === undefined) return {};
  const wire = xml ? xmlWire : jsonWire;
  const shape = payload?.shape ?? {
    ...input,
    members: new Map([...input.members].filter(([, { location }]) => location === undefined)),
  };
  if (!payload && shape.members.size === 0) return {};
  const value = decode(wire, { shape }, node);
  return name === undefined ? (value as Record<string, unknown>) : { [name]: value };
}

export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
}
