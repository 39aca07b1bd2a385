import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { request } from "node:http";
import type { Target } from "./target";
import type { Listener } from "./topology";

/** How a request that was given to a target ended. */
export type Outcome =
  | { readonly kind: "answered"; readonly status: number; readonly seconds: number }
  /** No connection came about; nothing was answered yet. */
  | { readonly kind: "refused" }
  /** The target closed the connection without an answer; nothing was answered yet. */
  | { readonly kind: "broken" }
  /** The target was silent for the balancer's idle timeout; nothing was answered yet. */
  | { readonly kind: "silent" }
  /** The client went away before the answer. */
  | { readonly kind: "abandoned" };

/** The default idle timeout of an Application Load Balancer. */
const IDLE_MILLISECONDS = 60_000;
/** Of one connection, not of the message (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "upgrade",
]);

/**
 * Sends the request to the target once, never a second time, and streams the answer back.
 * Resolves when the answer is complete or cannot become so.
 */
export function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  target: Target,
  listener: Pick<Listener, "port" | "protocol">,
): Promise<Outcome> {
  const started = performance.now();
  return new Promise((resolve) => {
    const outgoing = request({
      host: target.address,
      port: target.member.port,
      method: incoming.method,
      path: incoming.url,
      agent: target.agent,
      timeout: IDLE_MILLISECONDS,
      setHost: false,
      headers: requestHeaders(incoming, listener),
    });
    let connected = false;
    let silent = false;
    outgoing.on("socket", (socket) => {
      connected = !socket.connecting;
      // A kept connection never connects again, so a listener would stay on it.
      if (!connected) socket.once("connect", () => (connected = true));
    });
    outgoing.on("timeout", () => {
      silent = true;
      outgoing.destroy();
    });
    outgoing.on("error", () => {
      if (response.headersSent) response.destroy();
      else if (silent) resolve({ kind: "silent" });
      else resolve({ kind: connected ? "broken" : "refused" });
    });
    outgoing.on("response", (answer) => {
      const status = answer.statusCode ?? 502;
      const seconds = (performance.now() - started) / 1000;
      const finish = () => resolve({ kind: "answered", status, seconds });
      response.writeHead(status, answer.statusMessage, responseHeaders(answer.rawHeaders));
      answer.on("error", () => response.destroy());
      answer.on("close", () => {
        if (!answer.complete) response.destroy();
      });
      answer.pipe(response);
      response.on("close", finish);
    });
    response.on("close", () => {
      if (response.writableFinished) return;
      outgoing.destroy();
      resolve({ kind: "abandoned" });
    });
    incoming.on("error", () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
}

function requestHeaders(
  incoming: IncomingMessage,
  { port, protocol }: Pick<Listener, "port" | "protocol">,
): OutgoingHttpHeaders {
  const kept = Object.entries(incoming.headers).filter(([name]) => !HOP_BY_HOP.has(name));
  const earlier = incoming.headers["x-forwarded-for"];
  const client = incoming.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "";
  return {
    ...Object.fromEntries(kept),
    "x-forwarded-for": earlier === undefined ? client : `${String(earlier)}, ${client}`,
    "x-forwarded-proto": protocol.toLowerCase(),
    "x-forwarded-port": String(port),
  };
}

/** Raw, so that repeated headers such as Set-Cookie stay apart; the listener frames the body anew. */
function responseHeaders(raw: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name = "", value = ""] = raw.slice(index, index + 2);
    const lower = name.toLowerCase();
    if (!HOP_BY_HOP.has(lower) && lower !== "transfer-encoding") kept.push(name, value);
  }
  return kept;
}
