import type { ServiceResponse } from "../../local/gateway/service";

/** What a test's moto or peer answers: JSON that no model checks. */
export function json(body: unknown, status = 200): ServiceResponse {
  return {
    status,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify(body),
    origin: "moto",
  };
}
