import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { LoadResult } from "./send";
import { send } from "./send";
import type { LoadSummary } from "./summary";
import { Tally } from "./summary";

export interface LoadProps {
  /** A URL on loopback: the load must never reach anyone else. */
  readonly url: string;
  /** @default 50 */
  readonly requestsPerSecond?: number;
  /** Of all requests, from 0 to 1; the others use kept connections. @default 0.2 */
  readonly newConnectionShare?: number;
  /** Until the answer is complete. @default 15000 */
  readonly timeoutMilliseconds?: number;
  /** Requests under way at most; a request that is due then is not sent, and counted so. @default 500 */
  readonly concurrency?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Gets each result as it comes. */
  readonly onResult?: (result: LoadResult) => void;
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;
/** Less than a balancer keeps an idle connection, so that none is reused while it is being closed. */
const IDLE_CONNECTION_MILLISECONDS = 5_000;

/** A steady load on one loopback URL. Each request is sent once: a failure is counted, never repeated. */
export class Load {
  private readonly url: URL;
  private readonly perSecond: number;
  private readonly tally = new Tally();
  private readonly kept = new Agent({ keepAlive: true, timeout: IDLE_CONNECTION_MILLISECONDS });
  private readonly underWay = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private sent = 0;

  constructor(private readonly props: LoadProps) {
    this.url = new URL(props.url);
    this.perSecond = props.requestsPerSecond ?? 50;
    if (this.url.protocol !== "http:" || !LOOPBACK.test(this.url.hostname)) {
      throw new Error(`load: url must be http on a loopback address, got ${props.url}`);
    }
    if (!(this.perSecond > 0 && this.perSecond <= 1000)) {
      throw new Error(`load: requestsPerSecond must be above 0 and at most 1000, got ${this.perSecond}`);
    }
  }

  start(): void {
    this.running ??= this.run();
  }

  /** What came so far; requests under way are in none of the counts but `sent`. */
  summary(): LoadSummary {
    return this.tally.summary(this.sent);
  }

  /** Sends no more, waits for the answers that are due, and tells all. */
  async stop(): Promise<LoadSummary> {
    this.stopping.abort();
    await this.running;
    await Promise.all(this.underWay);
    this.kept.destroy();
    return this.summary();
  }

  /** Requests are due at fixed times whether or not earlier ones were answered, as real users are. */
  private async run(): Promise<void> {
    const { signal } = this.stopping;
    const { concurrency = 500 } = this.props;
    const started = performance.now();
    for (let due = 0; !signal.aborted; due += 1) {
      const wait = started + (due * 1000) / this.perSecond - performance.now();
      // Also when late: answers must be read between requests that became due at once.
      await sleep(Math.max(wait, 0), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      if (this.underWay.size >= concurrency) this.tally.skip();
      else this.sendOne();
    }
  }

  private sendOne(): void {
    const { headers = {}, newConnectionShare = 0.2, timeoutMilliseconds = 15_000, onResult } = this.props;
    // Spread evenly: the n-th request opens a connection whenever n times the share passes a whole number.
    const opens =
      Math.floor((this.sent + 1) * newConnectionShare) > Math.floor(this.sent * newConnectionShare);
    this.sent += 1;
    const request = send({ url: this.url, agent: opens ? false : this.kept, headers, timeoutMilliseconds })
      .then((result) => {
        this.tally.add(result);
        onResult?.(result);
      })
      .finally(() => this.underWay.delete(request));
    this.underWay.add(request);
  }
}
