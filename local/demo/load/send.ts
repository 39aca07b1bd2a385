import type { Agent } from "node:http";
import { request } from "node:http";

/** What one request came to. */
export interface LoadResult {
  /** Undefined without a complete answer. */
  readonly status: number | undefined;
  /** Why there is none, such as ECONNRESET. */
  readonly error: string | undefined;
  /** `version` and `colour` of a JSON answer. */
  readonly version: string | undefined;
  readonly colour: string | undefined;
  readonly milliseconds: number;
  /** Wall clock, when the answer was complete or lost. */
  readonly at: number;
}

export interface SendProps {
  readonly url: URL;
  /** False for a connection of its own. */
  readonly agent: Agent | false;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMilliseconds: number;
}

/** An answer longer than this is not read for its version. */
const LONGEST_BODY = 64 * 1024;

/** Sends one GET, once; always resolves. */
export function send({ url, agent, headers, timeoutMilliseconds }: SendProps): Promise<LoadResult> {
  const started = performance.now();
  return new Promise((resolve) => {
    let error = "incomplete answer";
    const end = (answer: Partial<Pick<LoadResult, "status" | "version" | "colour" | "error">>) => {
      clearTimeout(timer);
      const milliseconds = performance.now() - started;
      const nothing = { status: undefined, error: undefined, version: undefined, colour: undefined };
      resolve({ ...nothing, ...answer, milliseconds, at: Date.now() });
    };
    const outgoing = request(url, { agent, headers: { ...headers } });
    const timer = setTimeout(() => outgoing.destroy(new Error("timeout")), timeoutMilliseconds);
    outgoing.on("error", (cause: NodeJS.ErrnoException) => (error = cause.code ?? cause.message));
    outgoing.on("response", (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (text: string) => {
        if (body.length < LONGEST_BODY) body += text;
      });
      response.on("error", (cause: NodeJS.ErrnoException) => (error = cause.code ?? cause.message));
      response.on("end", () => end({ status: response.statusCode, ...identify(body) }));
    });
    // Last of all events: without a complete answer before it there will be none.
    outgoing.on("close", () => end({ error }));
    outgoing.end();
  });
}

function identify(body: string): Pick<LoadResult, "version" | "colour"> {
  try {
    const { version, colour } = JSON.parse(body) as { version?: unknown; colour?: unknown };
    return { version: textOf(version), colour: textOf(colour) };
  } catch {
    return { version: undefined, colour: undefined };
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
