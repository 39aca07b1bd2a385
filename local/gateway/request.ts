import type { IncomingHttpHeaders } from "node:http";
import type { ServiceRequest } from "./service";

/** What SigV4 says about a request, whether in the `Authorization` header or in a presigned URL. */
export interface Scope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

export function scopeOf(headers: IncomingHttpHeaders, query: URLSearchParams): Scope | undefined {
  const credential =
    /Credential=([^,\s]+)/.exec(headers.authorization ?? "")?.[1] ?? query.get("X-Amz-Credential");
  const [accessKeyId, , region, service] = credential?.split("/") ?? [];
  return accessKeyId && region && service ? { accessKeyId, region, service } : undefined;
}

/** Reads operation and input out of a body; a body that is not what its content type says has no input. */
export function parseInput(
  headers: IncomingHttpHeaders,
  query: URLSearchParams,
  body: Buffer,
): Pick<ServiceRequest, "operation" | "input"> {
  const target = headers["x-amz-target"];
  const type = headers["content-type"] ?? "";
  if (typeof target === "string") return { operation: target.split(".").pop(), input: parseJson(body) };
  if (type.startsWith("application/x-www-form-urlencoded")) {
    const input = Object.fromEntries(new URLSearchParams(body.toString()));
    return { operation: input.Action, input };
  }
  const action = query.get("Action");
  if (action) return { operation: action, input: Object.fromEntries(query) };
  return { operation: undefined, input: type.includes("json") ? parseJson(body) : {} };
}

function parseJson(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
