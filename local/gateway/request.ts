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
