import { once } from "node:events";
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { AwsError, type ServiceRequest, type ServiceResponse } from "./service";

/** Headers that belong to one connection, not to the message. */
const hopByHop = new Set(["connection", "keep-alive", "transfer-encoding", "expect"]);

/** moto, at the end of every chain. */
export class Upstream {
  constructor(private readonly port: number) {}

  /** Sends a buffered request. */
  async send(request: ServiceRequest): Promise<ServiceResponse> {
    const { method } = request;
    const outgoing = httpRequest({
      host: "127.0.0.1",
      port: this.port,
      // moto closes each connection, and a reused one that is just being closed fails.
      agent: false,
      method,
      path: url(request),
      headers: { ...endToEnd(request.headers, true), "content-length": String(request.body.length) },
    });
    // One that comes after the answer has begun is the body's, too.
    outgoing.on("error", () => undefined);
    outgoing.end(request.body);
    const [response] = (await once(outgoing, "response").catch((error: Error) => {
      throw new AwsError("LocalAwsFailure", `moto does not answer: ${error.message}`);
    })) as [IncomingMessage];
    const body = await buffer(response);
    const status = response.statusCode ?? 502;
    if (status >= 500) throw notImplemented(request, status, body);
    return { status, headers: endToEnd(response.headers, method !== "HEAD"), body, origin: "moto" };
  }
}

function url({ path, query }: ServiceRequest): string {
  const search = query.toString();
  return search ? `${path}?${search}` : path;
}

function endToEnd(headers: IncomingHttpHeaders, dropLength: boolean): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || hopByHop.has(name) || (dropLength && name === "content-length")
        ? []
        : [[name, Array.isArray(value) ? value.join(", ") : value]],
    ),
  );
}

/** moto answers what it lacks with an HTML 500, which clients retry for minutes. */
function notImplemented(request: ServiceRequest, status: number, body: Buffer): AwsError {
  const what = `${request.service}:${request.operation ?? `${request.method} ${request.path}`}`;
  const text = body
    .toString()
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 300);
  return new AwsError("LocalAwsFailure", `moto fails at ${what} with ${status}: ${text}`);
}
