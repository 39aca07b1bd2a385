import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { CommandResult } from "./service-manager";

/** Takes the command lines of every instance's `systemctl`, on a loopback port of its own. */
export class ControlServer {
  private listening: Promise<Server> | undefined;

  constructor(private readonly systemctl: (instanceId: string, args: string[]) => Promise<CommandResult>) {}

  /** Where the `systemctl` of an instance sends its arguments. */
  async url(instanceId: string): Promise<string> {
    const { port } = (await (this.listening ??= this.listen())).address() as AddressInfo;
    return `http://127.0.0.1:${port}/${instanceId}`;
  }

  async close(): Promise<void> {
    const server = await this.listening;
    if (!server) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }

  private async listen(): Promise<Server> {
    const server = createServer((request, response) => {
      this.answer(request).then(
        (result) => response.end(JSON.stringify(result)),
        (error: unknown) => response.end(JSON.stringify({ code: 1, output: `${String(error)}\n` })),
      );
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return server;
  }

  private async answer(request: IncomingMessage): Promise<CommandResult> {
    const args = JSON.parse(await text(request)) as string[];
    return this.systemctl((request.url ?? "").slice(1), args);
  }
}
