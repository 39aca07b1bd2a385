import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { isDeepStrictEqual } from "node:util";
import type { Action, RedirectActionConfig } from "@aws-sdk/client-elastic-load-balancing-v2";
import { forward } from "./forward";
import { NodeViews, type Timing } from "./node-views";
import { groupsOf, matchRule } from "./rules";
import type { TargetPool } from "./target-pool";
import type { Listener } from "./topology";
import type { TrafficMetrics } from "./traffic-metrics";
import { pickByWeight } from "./weights";

/** Longer than a client keeps an idle connection, so that the balancer never closes one under a request. */
const CLIENT_IDLE_MILLISECONDS = 75_000;

const PLAIN_TEXT: Readonly<Record<number, string>> = {
  502: "502 Bad Gateway",
  503: "503 Service Temporarily Unavailable",
  504: "504 Gateway Time-out",
};

export interface ListenerPeers {
  readonly pool: (groupArn: string) => TargetPool | undefined;
  readonly metrics: TrafficMetrics;
  readonly timing: Timing;
}

/**
 * One listener as a real HTTP port on loopback, behind which the nodes of its load balancer take turns.
 * An HTTPS listener speaks plain HTTP here.
 */
export class ListenerServer {
  private readonly server: Server;
  private readonly nodes: NodeViews<Listener>;
  private turn = 0;
  private port: number | undefined;

  constructor(
    private listener: Listener,
    private readonly peers: ListenerPeers,
  ) {
    this.nodes = new NodeViews(listener, "ruleInForce", peers.timing);
    this.nodes.resize(listener.balancer.nodes);
    this.server = createServer((request, response) => void this.answer(request, response));
    this.server.keepAliveTimeout = CLIENT_IDLE_MILLISECONDS;
    this.server.requestTimeout = 0;
  }

  get config(): Listener {
    return this.listener;
  }

  get localPort(): number | undefined {
    return this.port;
  }

  /** Each node goes on with what it knows until the change has reached it. */
  configure(listener: Listener): void {
    if (isDeepStrictEqual(listener, this.listener)) return;
    this.listener = listener;
    this.nodes.resize(listener.balancer.nodes);
    this.nodes.set(listener);
  }

  /** @param port 0 for a free one. */
  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(port, "127.0.0.1", () => resolve());
    });
    const address = this.server.address();
    this.port = typeof address === "object" ? address?.port : undefined;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? "/", "http://balancer").pathname;
    this.turn = (this.turn + 1) % this.listener.balancer.nodes;
    const rule = matchRule(this.nodes.at(this.turn).rules, { path, headers: request.headers });
    // The last action answers; those before it would authenticate.
    const action = rule?.Actions?.at(-1);
    switch (action?.Type) {
      case "forward":
        return this.forward(action, this.turn, request, response);
      case "fixed-response": {
        const { StatusCode, ContentType = "text/plain", MessageBody } = action.FixedResponseConfig ?? {};
        response.writeHead(Number(StatusCode), { "content-type": ContentType }).end(MessageBody);
        return;
      }
      case "redirect": {
        const location = redirectTo(action.RedirectConfig, request, this.listener);
        const permanent = action.RedirectConfig?.StatusCode === "HTTP_301";
        response.writeHead(permanent ? 301 : 302, { location }).end();
        return;
      }
      default:
        return this.fail(response, 503);
    }
  }

  private async forward(
    action: Action,
    node: number,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { metrics, pool } = this.peers;
    const { balancer } = this.listener;
    const { TargetGroupArn: groupArn = "" } = pickByWeight(groupsOf(action), Math.random()) ?? {};
    const target = pool(groupArn)?.pick(node);
    if (!target) return this.fail(response, 503);
    metrics.count("RequestCount", balancer, groupArn);
    const outcome =
      target.address === undefined
        ? "refused"
        : await target.serve(forward(request, response, target, this.listener));
    if (typeof outcome === "number")
      return metrics.count(`HTTPCode_Target_${Math.floor(outcome / 100)}XX_Count`, balancer, groupArn);
    if (outcome === "refused") metrics.count("TargetConnectionErrorCount", balancer, groupArn);
    if (outcome !== "abandoned") this.fail(response, outcome === "silent" ? 504 : 502);
  }

  private fail(response: ServerResponse, status: number): void {
    this.peers.metrics.count("HTTPCode_ELB_5XX_Count", this.listener.balancer);
    response.writeHead(status, { "content-type": "text/plain" }).end(PLAIN_TEXT[status]);
  }
}

/** With the placeholders `#{protocol}`, `#{host}`, `#{port}`, `#{path}` and `#{query}`. */
function redirectTo(
  { Protocol = "#{protocol}", Host = "#{host}", Port = "#{port}", ...to }: Partial<RedirectActionConfig> = {},
  { url = "/", headers: { host = "localhost" } }: IncomingMessage,
  { port, protocol }: Listener,
): string {
  const { Path = "/#{path}", Query = "#{query}" } = to;
  const { hostname, pathname, search } = new URL(url, `http://${host}`);
  return `${Protocol.toLowerCase()}://${Host}:${Port}${Path}?${Query}`
    .replaceAll("#{protocol}", protocol.toLowerCase())
    .replaceAll("#{host}", hostname)
    .replaceAll("#{port}", String(port))
    .replaceAll("#{path}", pathname.slice(1))
    .replaceAll("#{query}", search.slice(1))
    .replace(/\?$/, "");
}
