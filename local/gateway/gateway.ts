import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Place } from "../context";
import { decodeRequest } from "../models/decode-request";
import { errorResponse } from "./errors";
import { scopeOf } from "./request";
import {
  AwsError,
  type Layer,
  type LocalService,
  type Next,
  type ServiceRequest,
  type ServiceResponse,
} from "./service";

/** Who an access key belongs to. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
}

export interface GatewayProps {
  /** The end of every chain. */
  readonly moto: Next;
  readonly callerOf: (accessKeyId: string) => Promise<Caller>;
  /**
   * What every request passes through before the services of its scope.
   * @default - none
   */
  readonly layers?: readonly Layer[];
  readonly log: (source: string, message: string) => void;
}

/** One HTTP port that speaks for all of AWS: routes each request by its SigV4 scope through a chain of services. */
export class Gateway {
  private readonly server: Server;
  private readonly chains = new Map<string, LocalService[]>();
  private readonly seen = new Map<string, Place>();

  constructor(private readonly props: GatewayProps) {
    this.server = createServer((incoming, outgoing) => {
      this.answer(incoming, outgoing).catch((error: unknown) => {
        props.log("gateway", `connection lost: ${String(error)}`);
        outgoing.destroy();
      });
    });
    // Clients keep connections for reuse; closing one under them is a failed request.
    this.server.keepAliveTimeout = 120_000;
  }

  /** Listens on 127.0.0.1 and returns the port; 0 takes a free one. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", (error: NodeJS.ErrnoException) => {
        const inUse = error.code === "EADDRINUSE";
        reject(inUse ? new Error(`local AWS: port must be free, got ${port}, which is in use`) : error);
      });
      this.server.listen(port, "127.0.0.1", resolve);
    });
    return (this.server.address() as AddressInfo).port;
  }

  /** Adds services; of two with the same scope the first is asked first. */
  use(services: readonly LocalService[]): void {
    for (const service of services) {
      for (const scope of service.scopes) {
        this.chains.set(scope, [...(this.chains.get(scope) ?? []), service]);
      }
    }
  }

  /** Accounts and regions that a request has named so far. */
  places(): readonly Place[] {
    return [...this.seen.values()];
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const response = await this.respond(this.parse(incoming, await buffer(incoming)));
    const { "content-length": length, ...headers } = response.headers;
    const size = incoming.method === "HEAD" && length ? length : String(Buffer.byteLength(response.body));
    // A 204 and a 304 have no body, and a length there makes clients wait for one.
    const bodiless = response.status === 204 || response.status === 304;
    outgoing.writeHead(response.status, bodiless ? headers : { ...headers, "content-length": size });
    outgoing.end(response.body);
  }

  private parse(incoming: IncomingMessage, body: Buffer): ServiceRequest {
    const { pathname, query } = split(incoming.url ?? "/");
    const scope = scopeOf(incoming.headers, query);
    const { accessKeyId = "", service = "s3", region = "us-east-1" } = scope ?? {};
    const { method = "GET", headers } = incoming;
    const raw = { service, method, path: pathname, query, headers, body };
    return { ...raw, ...decodeRequest(raw), region, accessKeyId, account: "", caller: "" };
  }

  private async respond(request: ServiceRequest): Promise<ServiceResponse> {
    const { accessKeyId, region, service } = request;
    try {
      const { account, arn: caller } = accessKeyId ? await this.props.callerOf(accessKeyId) : NOBODY;
      if (account) this.seen.set(`${account}/${region}`, { account, region });
      const chain = [...(this.props.layers ?? []), ...(this.chains.get(service) ?? [])];
      return await this.ask(chain, { ...request, account, caller });
    } catch (error) {
      if (error instanceof AwsError) return errorResponse(error, request);
      const what = `${service}:${request.operation ?? `${request.method} ${request.path}`}`;
      const cause = error instanceof Error ? error : new Error(String(error));
      this.props.log("gateway", `${what} failed: ${cause.stack ?? cause.message}`);
      // A 400, since clients retry a 500 for minutes and then hide its message.
      return errorResponse(new AwsError("LocalAwsFailure", `${what} failed: ${cause.message}`), request);
    }
  }

  private ask([first, ...rest]: readonly Layer[], request: ServiceRequest): Promise<ServiceResponse> {
    return first ? first.handle(request, (changed) => this.ask(rest, changed)) : this.props.moto(request);
  }
}

const NOBODY: Caller = { account: "", arn: "" };

function split(url: string): { pathname: string; query: URLSearchParams } {
  const mark = url.indexOf("?");
  return mark < 0
    ? { pathname: url, query: new URLSearchParams() }
    : { pathname: url.slice(0, mark), query: new URLSearchParams(url.slice(mark + 1)) };
}
