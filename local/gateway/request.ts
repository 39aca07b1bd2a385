import type { IncomingHttpHeaders } from "node:http";

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

/** Reads the input out of a body as it is written there; a body that is not what its content type says has none. */
export function parseInput(
  headers: IncomingHttpHeaders,
  query: URLSearchParams,
  body: Buffer,
): Record<string, unknown> {
  const type = headers["content-type"] ?? "";
  if (typeof headers["x-amz-target"] === "string") return parseJson(body);
  if (type.startsWith("application/x-www-form-urlencoded")) {
    return Object.fromEntries(new URLSearchParams(body.toString()));
  }
  if (query.has("Action")) return Object.fromEntries(query);
  return type.includes("json") ? parseJson(body) : {};
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
