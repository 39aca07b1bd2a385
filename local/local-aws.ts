import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { Clock } from "./clock/clock";
import type { LocalContext, Place } from "./context";
import type { Credentials } from "./credentials";
import { Gateway } from "./gateway/gateway";
import type { Layer, LocalService } from "./gateway/service";
import { Upstream } from "./gateway/upstream";
import type { Authority } from "./iam/authority";
import { EndpointPolicies } from "./iam/endpoint-policies";
import { Iam } from "./iam/iam";
import { Memory } from "./iam/memory";
import { Record } from "./iam/record";
import { ResourcePolicies } from "./iam/resource-policies";
import { Resources } from "./iam/resources";
import { Roles } from "./iam/roles";
import { Unguarded } from "./iam/unguarded";
import { Requests } from "./models/requests";
import { Accounts } from "./moto/accounts";
import { Moto } from "./moto/moto";
import { Facts } from "./rules/facts";
import { Rules } from "./rules/rules";
import { createServices } from "./services";
import { LateRoles } from "./time/late-roles";
import { Lateness, type LatenessProps } from "./time/lateness";
import { StaleReads } from "./time/stale-reads";
import { Throttle } from "./time/throttle";

export interface LocalAwsProps {
  /** Everything that local AWS writes lies below it. */
  readonly folder: string;
  /** @default 0 - a free port */
  readonly port?: number;
  /** How many times faster than the wall clock AWS's own waits pass. @default 1 */
  readonly speed?: number;
  /** Refuses what AWS refuses, and is as late as AWS is. @default true */
  readonly strict?: boolean;
  /** How late, where a test needs more than `strict` says. */
  readonly lateness?: LatenessProps;
  /** Refuses requests that come more often than AWS documents. @default false */
  readonly throttle?: boolean;
  /** Path of `moto_server`. @default - `SLIPWAY_MOTO`, or the project's virtual environment */
  readonly moto?: string;
  /** Gets each line that is logged, beside `<folder>/logs/local-aws.log`. */
  readonly onLog?: (source: string, message: string) => void;
}

/** AWS on this machine: moto, the gateway in front of it, and the services that moto lacks. */
export class LocalAws implements LocalContext {
  readonly folder: string;
  readonly clock: Clock;
  readonly lateness: Lateness;
  private address = "";
  private readonly moto: Moto;
  private gateway: Gateway | undefined;
  private accounts: Accounts | undefined;
  readonly iam: Authority;
  private readonly layers: readonly Layer[];
  private services: readonly LocalService[] = [];
  private logFile: WriteStream | undefined;

  constructor(private readonly props: LocalAwsProps) {
    this.folder = path.resolve(props.folder);
    this.clock = new Clock(props.speed);
    this.lateness = new Lateness({ strict: props.strict, ...props.lateness });
    const strict = props.strict ?? true;
    const guard = strict ? this.createIam() : undefined;
    this.layers = [
      ...(guard
        ? [new Requests(), guard.iam, new Rules({ facts: guard.facts, authority: guard.iam }), guard.roles]
        : []),
      ...(props.throttle ? [new Throttle(this.clock)] : []),
      new StaleReads(this.clock, this.lateness),
    ];
    this.iam = guard?.iam ?? new Unguarded(this);
    this.moto = new Moto({
      executable: props.moto ?? process.env.SLIPWAY_MOTO ?? path.join(__dirname, "../.venv/bin/moto_server"),
      logFile: path.join(this.folder, "logs", "moto.log"),
    });
  }

  get endpoint(): string {
    if (!this.address) throw new Error("local AWS: it must be started before its endpoint is asked");
    return this.address;
  }

  /** Starts everything, or nothing: a failed start stops what it has started. */
  async start(): Promise<this> {
    try {
      await mkdir(path.join(this.folder, "logs"), { recursive: true });
      this.logFile = createWriteStream(path.join(this.folder, "logs", "local-aws.log"), { flags: "a" });
      await this.listen();
      this.services = createServices(this);
      this.gateway?.use(this.services);
      for (const service of this.services) await service.start?.();
      this.log("local-aws", this.lateness.describe());
      return this;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Stops everything, in the reverse order; one that fails does not keep the others. */
  async close(): Promise<void> {
    const services = [...this.services].reverse();
    this.services = [];
    for (const service of services) {
      await service.close?.().catch((error: unknown) => this.log("local-aws", `close: ${String(error)}`));
    }
    await this.gateway?.close();
    this.gateway = undefined;
    await this.moto.close();
    this.logFile?.end();
    this.logFile = undefined;
  }

  get motoEndpoint(): string {
    return `http://127.0.0.1:${this.moto.port}`;
  }

  places(): readonly Place[] {
    return this.gateway?.places() ?? [];
  }

  credentials(account: string, role?: string, session?: string): Promise<Credentials> {
    if (!this.accounts) throw new Error("local AWS: it must be started before credentials are asked");
    return this.accounts.credentials(account, role, session);
  }

  log(source: string, message: string): void {
    this.logFile?.write(`${new Date().toISOString()} ${source}: ${message}\n`);
    this.props.onLog?.(source, message);
  }

  private createIam(): { readonly iam: Iam; readonly roles: LateRoles; readonly facts: Facts } {
    const memory = new Memory(this);
    const recorder = new Record(path.join(this.folder, "decisions.jsonl"));
    const deployed = new Roles(memory, (role) => recorder.role(role));
    const resources = new Resources(this, memory);
    const roles = new LateRoles(deployed, this.clock, this.lateness);
    const iam = new Iam({
      sources: {
        roles,
        resources,
        policies: new ResourcePolicies(this, memory),
        endpoints: new EndpointPolicies(memory),
      },
      memory,
      recorder,
      credentials: (account, role, session) => this.credentials(account, role, session),
      // The second is in each account that an organization makes.
      administrators: ["local", "OrganizationAccountAccessRole"],
    });
    return { iam, roles, facts: new Facts(this, deployed) };
  }

  /** The port is taken before moto starts, so that one in use is said at once. */
  private async listen(): Promise<void> {
    const gateway = new Gateway({
      moto: (request) => upstream.send(request),
      callerOf: (accessKeyId) => accounts.callerOf(accessKeyId),
      layers: this.layers,
      log: (source, message) => this.log(source, message),
    });
    const port = await gateway.listen(this.props.port ?? 0);
    this.gateway = gateway;
    await this.moto.start();
    const upstream = new Upstream(this.moto.port);
    // Asked directly, since the gateway needs the account before it can route.
    const accounts = new Accounts(this.motoEndpoint);
    this.accounts = accounts;
    this.address = `http://127.0.0.1:${port}`;
  }
}
