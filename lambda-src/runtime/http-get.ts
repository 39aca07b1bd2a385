import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Answer, Get } from "../model/ports";

const TIMEOUT_MS = 5000;
/** AWS's common firewall rules refuse who does not say what they are. */
const USER_AGENT = "slipway-smoke-test";

/**
 * Asks `url`, each time on a new connection, so that requests spread over instances.
 * @param authority PEM of the only certificate authorities that it trusts; empty for those that Node.js knows.
 */
export function httpGet(url: URL, authority = ""): Get {
  return (headers) =>
    new Promise<Answer>((resolve, reject) => {
      const options = {
        headers: { "User-Agent": USER_AGENT, ...headers },
        agent: false,
        timeout: TIMEOUT_MS,
      };
      const request =
        url.protocol === "https:"
          ? // A certificate names the application's domain, never the load balancer's own DNS name.
            httpsRequest(url, {
              ...options,
              ...(authority !== "" && { ca: authority }),
              checkServerIdentity: () => undefined,
            })
          : httpRequest(url, options);
      request.on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }),
        );
      });
      request.on("timeout", () => request.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
      request.on("error", reject);
      request.end();
    });
}
