import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Application {
  readonly port: number;
  /** Requests that were not health checks. */
  readonly received: IncomingMessage[];
  close(): Promise<void>;
}

/** A target on 127.0.0.1 whose `/health` answers as `health` says at that moment. */
export async function startApplication(
  respond: (request: IncomingMessage, response: ServerResponse) => void,
  health: () => number = () => 200,
): Promise<Application> {
  const received: IncomingMessage[] = [];
  const server: Server = createServer((request, response) => {
    if (request.url === "/health") {
      response.writeHead(health()).end();
      return;
    }
    received.push(request);
    respond(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    received,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Waits until `holds`, or fails. */
export async function eventually(holds: () => boolean | Promise<boolean>, seconds = 5): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
