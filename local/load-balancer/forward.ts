import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { request } from "node:http";
import { pipeline } from "node:stream";
import type { Target } from "./target";
import type { Listener } from "./topology";

/** The status that a target answered, or why nothing was answered. */
export type Outcome =
  | number
  /** No connection came about. */
  | "refused"
  /** The target closed the connection without an answer. */
  | "broken"
  /** The target was silent for the balancer's idle timeout. */
  | "silent"
  /** The client went away before the answer. */
  | "abandoned";

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
      else if (silent) resolve("silent");
      else resolve(connected ? "broken" : "refused");
    });
    outgoing.on("response", (answer) => {
      const { statusCode = 502, statusMessage, headers } = answer;
      response.writeHead(statusCode, statusMessage, endToEnd(headers));
      pipeline(answer, response, () => resolve(statusCode));
    });
    response.on("close", () => {
      if (response.writableFinished) return;
      outgoing.destroy();
      resolve("abandoned");
    });
    incoming.on("error", () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
}

function requestHeaders(
  incoming: IncomingMessage,
  { port, protocol }: Pick<Listener, "port" | "protocol">,
): OutgoingHttpHeaders {
  const earlier = incoming.headers["x-forwarded-for"];
  const client = incoming.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "";
  return {
    ...endToEnd(incoming.headers),
    "x-forwarded-for": earlier === undefined ? client : `${String(earlier)}, ${client}`,
    "x-forwarded-proto": protocol.toLowerCase(),
    "x-forwarded-port": String(port),
  };
}

function endToEnd(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}
