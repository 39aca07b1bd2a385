import { Agent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { AwsError, type ServiceRequest, type ServiceResponse } from "./service";

/** Headers that belong to one connection, not to the message. */
const hopByHop = new Set(["connection", "keep-alive", "transfer-encoding", "expect"]);

/** moto, at the end of every chain. */
export class Upstream {
  /** moto closes each connection, and a reused one that is just being closed fails. */
  private readonly agent = new Agent({ keepAlive: false });

  constructor(private readonly port: number) {}

  /** Sends a buffered request. */
  async send(request: ServiceRequest): Promise<ServiceResponse> {
    const response = await this.open(request.method, url(request), request.headers, request.body);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const status = response.statusCode ?? 502;
    if (status >= 500) throw notImplemented(request, status, body);
    return { status, headers: endToEnd(response.headers, request.method !== "HEAD"), body, origin: "moto" };
  }

  private open(
    method: string,
    path: string,
    headers: IncomingHttpHeaders,
    body: Buffer,
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        {
          host: "127.0.0.1",
          port: this.port,
          agent: this.agent,
          method,
          path,
          headers: { ...endToEnd(headers, true), "content-length": String(body.length) },
        },
        resolve,
      );
      outgoing.on("error", (error) => {
        reject(new AwsError("LocalAwsFailure", `moto does not answer: ${error.message}`));
      });
      outgoing.end(body);
    });
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
