import { repeat } from "../clock/repeat";
import type { LocalContext, Place } from "../context";

/** Wall-clock milliseconds between two looks at a place. */
const pauseMilliseconds = 500;

/** Looks at every place that requests have named, every so often and one look at a time. */
export class Watch {
  private readonly closing = new AbortController();
  private polling: Promise<void> | undefined;
  private round: Promise<void> | undefined;

  constructor(
    private readonly context: Pick<LocalContext, "places" | "log">,
    /** A failed look changes nothing. */
    private readonly look: (place: Place) => Promise<void>,
  ) {}

  start(): void {
    this.polling = repeat(() => this.lookEverywhere(), {
      pauseMilliseconds: () => pauseMilliseconds,
      signal: this.closing.signal,
      complain: (error) => this.context.log("fleet", `groups not read: ${String(error)}`),
    });
  }

  /** Looks now, so that what an API call has just changed is known. */
  async refresh(): Promise<void> {
    await this.round?.catch(() => undefined);
    // The next round tells what went wrong.
    await this.lookEverywhere().catch(() => undefined);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.polling;
    await this.round?.catch(() => undefined);
  }

  private lookEverywhere(): Promise<void> {
    this.round ??= this.lookAtEach().finally(() => (this.round = undefined));
    return this.round;
  }

  private async lookAtEach(): Promise<void> {
    const looks = await Promise.allSettled(this.context.places().map(this.look));
    const failed = looks.find((look) => look.status === "rejected");
    if (failed) throw failed.reason;
  }
}
