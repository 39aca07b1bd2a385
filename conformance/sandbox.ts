import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface SandboxProps {
  /** Undefined for AWS itself. */
  readonly endpoint: string | undefined;
  readonly region: string;
  /** @default - what the SDK finds in the environment */
  readonly credentials?: Credentials;
  /** Between two questions. */
  readonly pauseMilliseconds: number;
  /** Stops waiting. */
  readonly signal: AbortSignal;
}

interface Undo {
  readonly what: string;
  readonly run: () => Promise<unknown>;
}

/** Where probes make things: everything has the run's name and tag, and is taken away again in reverse order. */
export class Sandbox {
  /** Short enough for a load balancer's 32 characters with something behind it. */
  readonly id = `slipway-cf-${randomBytes(3).toString("hex")}`;
  readonly tags = { "slipway:conformance": this.id };
  private readonly clients = new Map<unknown, Map<string, unknown>>();
  private readonly made = new Map<string, Promise<unknown>>();
  private readonly undos: Undo[] = [];

  constructor(readonly props: SandboxProps) {}

  /** The tags as most services want them. */
  get tagList(): { Key: string; Value: string }[] {
    return Object.entries(this.tags).map(([Key, Value]) => ({ Key, Value }));
  }

  name(suffix: string): string {
    return `${this.id}-${suffix}`;
  }

  /** One client a service and identity; refusals are answers here, so nothing is tried twice. */
  client<Client>(
    Type: new (configuration: object) => Client,
    as: Credentials | undefined = this.props.credentials,
  ): Client {
    const known = this.clients.get(Type) ?? new Map<string, unknown>();
    this.clients.set(Type, known);
    const key = as?.accessKeyId ?? "";
    const { endpoint, region } = this.props;
    const client = known.get(key) ?? new Type({ endpoint, region, credentials: as, maxAttempts: 1 });
    known.set(key, client);
    return client as Client;
  }

  /** Makes a thing that several probes share. */
  once<Thing>(key: string, make: () => Promise<Thing>): Promise<Thing> {
    const made = this.made.get(key) ?? make();
    this.made.set(key, made);
    return made as Promise<Thing>;
  }

  /** Notes how something that was just made is taken away. */
  undo(what: string, run: () => Promise<unknown>): void {
    this.undos.push({ what, run });
  }

  /** Asks until the answer is there: new roles, metrics and states need a while. */
  async until<Answer>(ask: () => Promise<Answer | undefined>, seconds: number): Promise<Answer | undefined> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const answer = await ask();
      if (answer !== undefined || Date.now() > end || this.props.signal.aborted) return answer;
      await sleep(this.props.pauseMilliseconds);
    }
  }

  /** Takes everything away, the newest first; tells what stayed. */
  async cleanUp(): Promise<string[]> {
    const stayed: string[] = [];
    for (let undo = this.undos.pop(); undo; undo = this.undos.pop()) {
      const { what, run } = undo;
      const why = await this.gone(run);
      if (why !== undefined) stayed.push(`${what}: ${why}`);
    }
    return stayed;
  }

  /** What depends on it may need a while to let go of it. */
  private async gone(run: () => Promise<unknown>): Promise<string | undefined> {
    const end = Date.now() + CLEAN_UP_SECONDS * 1000;
    for (;;) {
      try {
        await run();
        return undefined;
      } catch (error) {
        const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        if (/NotFound|NoSuch|DoesNotExist/.test(message)) return undefined;
        if (Date.now() > end || !/InUse|Depend|Conflict|NotEmpty/i.test(message)) return message;
        await sleep(5 * this.props.pauseMilliseconds);
      }
    }
  }
}

const CLEAN_UP_SECONDS = 120;
