import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { CommandResult } from "./service-manager";

/** Takes the command lines of every instance's `systemctl`, on a loopback port of its own. */
export class ControlServer {
  private readonly server = createServer((request, response) => {
    this.answer(request)
      .catch((error: unknown) => ({ code: 1, output: `${String(error)}\n` }))
      .then((result) => response.end(JSON.stringify(result)))
      .catch(() => response.destroy());
  });

  constructor(private readonly systemctl: (instanceId: string, args: string[]) => Promise<CommandResult>) {}

  async listen(): Promise<void> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
  }

  /** Where the `systemctl` of an instance sends its arguments. */
  url(instanceId: string): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/${instanceId}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage): Promise<CommandResult> {
    const args = JSON.parse(await text(request)) as string[];
    return this.systemctl((request.url ?? "").slice(1), args);
  }
}
