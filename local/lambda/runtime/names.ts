import { readFileSync } from "node:fs";
import net from "node:net";

type ConnectOptions = net.TcpSocketConnectOpts;

/**
 * Sends connections to a load balancer's name to its local port, without asking DNS. Every HTTP client connects
 * through `net.Socket`, so `http` and `fetch` are both served.
 */
export function mapLoadBalancerNames(listenersFile: string): void {
  const { connect } = net.Socket.prototype as { connect: (this: void, ...args: never[]) => net.Socket };
  function mapped(this: net.Socket, ...args: unknown[]): net.Socket {
    const [first, ...rest] = args;
    // Node's own functions hand over one marked array that they normalized before: options first.
    if (Array.isArray(first)) first[0] = redirect(first[0], listenersFile);
    const changed =
      typeof first === "number" && typeof rest[0] === "string"
        ? [redirect({ port: first, host: rest[0] }, listenersFile), ...rest.slice(1)]
        : [redirect(first, listenersFile), ...rest];
    return Reflect.apply(connect, this, changed) as net.Socket;
  }
  net.Socket.prototype.connect = mapped;
}

function redirect(options: unknown, listenersFile: string): unknown {
  if (!isTcp(options) || net.isIP(options.host ?? "") !== 0) return options;
  const port = readListeners(listenersFile)[`${options.host?.toLowerCase()}:${options.port}`];
  return port === undefined ? options : { ...options, host: "127.0.0.1", port, lookup: undefined };
}

function isTcp(options: unknown): options is ConnectOptions {
  return typeof options === "object" && options !== null && "host" in options && "port" in options;
}

/** Read at each connection: listeners come and go while the process is warm. */
function readListeners(file: string): Partial<Record<string, number>> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Partial<Record<string, number>>;
  } catch {
    // No load balancer has opened a listener yet.
    return {};
  }
}
