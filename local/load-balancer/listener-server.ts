import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { isDeepStrictEqual } from "node:util";
import { forward } from "./forward";
import { NodeViews, type Timing } from "./node-views";
import { matchRule } from "./rules";
import type { TargetPool } from "./target-pool";
import type { Action, Listener } from "./topology";
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
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
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
    const action = rule?.action ?? { type: "unsupported", name: "none" };
    if (action.type === "forward") return this.forward(action, this.turn, request, response);
    if (action.type === "fixed-response") {
      response.writeHead(action.status, { "content-type": action.contentType }).end(action.body);
      return;
    }
    if (action.type === "redirect") {
      response.writeHead(action.status, { location: fillIn(action.location, request, this.listener) }).end();
      return;
    }
    this.fail(response, 503);
  }

  private async forward(
    { groups }: Extract<Action, { type: "forward" }>,
    node: number,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { metrics, pool, random } = this.peers;
    const { balancer } = this.listener;
    const group = pickByWeight(groups, random());
    const target = group && pool(group.groupArn)?.pick(node);
    if (!target) return this.fail(response, 503);
    const { groupArn } = group;
    metrics.routed(balancer, groupArn);
    if (target.address === undefined) {
      metrics.refused(balancer, groupArn);
      return this.fail(response, 502);
    }
    const end = target.begin();
    const outcome = await forward(request, response, target, this.listener).finally(end);
    switch (outcome.kind) {
      case "answered":
        return metrics.answered(balancer, groupArn, outcome.status, outcome.seconds);
      case "refused":
        metrics.refused(balancer, groupArn);
        return this.fail(response, 502);
      case "broken":
        return this.fail(response, 502);
      case "silent":
        return this.fail(response, 504);
      case "abandoned":
        return;
    }
  }

  private fail(response: ServerResponse, status: number): void {
    this.peers.metrics.failed(this.listener.balancer, status);
    response.writeHead(status, { "content-type": "text/plain" }).end(PLAIN_TEXT[status]);
  }
}

function fillIn(location: string, request: IncomingMessage, { port, protocol }: Listener): string {
  const { hostname, pathname, search } = new URL(
    request.url ?? "/",
    `http://${request.headers.host ?? "localhost"}`,
  );
  return location
    .replaceAll("#{protocol}", protocol.toLowerCase())
    .replaceAll("#{host}", hostname)
    .replaceAll("#{port}", String(port))
    .replaceAll("#{path}", pathname.slice(1))
    .replaceAll("?#{query}", search);
}
