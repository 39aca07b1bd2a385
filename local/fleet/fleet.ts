import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { LocalContext, Place } from "../context";
import type { LocalService, Next, ServiceRequest, ServiceResponse } from "../gateway/service";
import { PerPlace } from "../per-place";
import { ControlServer } from "./control-server";
import { type Instance, createInstance } from "./instance";
import { Inventory, type RunningInstance } from "./inventory";
import { LoopbackAddresses } from "./loopback-addresses";
import { Watch } from "./watch";

/** Wall-clock milliseconds: what listeners may take to drain an instance, and its services to stop. */
const limits = { listeners: 60_000, services: 30_000 };

/** Where port conflicts are looked for when an instance's group has no target group. */
const usualPort = 8080;

type LaunchListener = (instance: Instance) => void | Promise<void>;
type TerminationListener = (instanceId: string) => void | Promise<void>;

/** Turns every running instance of an Auto Scaling group into a folder, a loopback address and processes. */
export class Fleet implements LocalService {
  /** No API of its own: it stands among the services to be started and stopped with them. */
  readonly scopes = [];
  private readonly folder: string;
  private readonly known = new Map<string, Instance>();
  /** Until the last process of each has ended. */
  private readonly terminating = new Map<string, Promise<void>>();
  private readonly inventories = new PerPlace((place) => new Inventory(this.context, place));
  private readonly addresses = new LoopbackAddresses();
  private readonly control = new ControlServer(async (id, args) => {
    const instance = this.known.get(id);
    return (
      instance?.services.systemctl(args) ?? { code: 1, output: `instance: id must be running, got ${id}\n` }
    );
  });
  private readonly launchListeners: LaunchListener[] = [];
  private readonly terminationListeners: TerminationListener[] = [];
  private readonly closing = new AbortController();
  private readonly watch: Watch;

  constructor(private readonly context: LocalContext) {
    this.folder = resolve(context.folder, "instances");
    this.watch = new Watch(context, (place) => this.follow(place));
  }

  /** Begins to follow the Auto Scaling groups of every place that requests have named. */
  async start(): Promise<void> {
    await this.control.listen();
    this.watch.start();
  }

  handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    return next(request);
  }

  /** Loopback address of an instance until its last process has ended. */
  address(instanceId: string): string | undefined {
    return this.known.get(instanceId)?.address;
  }

  /** A running instance; undefined also for one that is being terminated, whose processes may still drain. */
  instance(instanceId: string): Instance | undefined {
    return this.terminating.has(instanceId) ? undefined : this.known.get(instanceId);
  }

  /** Calls `listener` for each new instance, when its folder and address exist. */
  onLaunched(listener: LaunchListener): void {
    this.launchListeners.push(listener);
  }

  /** Waits for `listener` before the processes of a terminated instance are stopped, at most a minute. */
  onTerminating(listener: TerminationListener): void {
    this.terminationListeners.push(listener);
  }

  /** Looks at the groups now, so that what an API call has just changed is known. */
  refresh(): Promise<void> {
    return this.watch.refresh();
  }

  /** Stops following, and every process of every instance. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.watch.close();
    await Promise.all(Array.from(this.known.values(), ({ services }) => services.stopAll(limits.services)));
    await Promise.all(this.terminating.values());
    this.control.close();
  }

  private async follow(place: Place): Promise<void> {
    const inventory = this.inventories.of(place);
    const running = await inventory.running();
    const ids = new Set(running.map(({ id }) => id));
    const gone = this.instances(place).filter(({ id }) => !ids.has(id));
    for (const instance of gone) this.terminating.set(instance.id, this.terminate(instance));
    const added = running.filter(({ id }) => !this.known.has(id));
    await Promise.all(added.map((found) => this.launch(place, inventory, found)));
    if (gone.length + added.length > 0) this.writeMap();
  }

  private instances({ account, region }: Place): Instance[] {
    return Array.from(this.known.values()).filter(
      ({ id, account: a, region: r }) => a === account && r === region && !this.terminating.has(id),
    );
  }

  private async launch(place: Place, inventory: Inventory, found: RunningInstance): Promise<void> {
    const [origin, port] = await Promise.all([inventory.launchedFrom(found), inventory.port(found)]);
    const address = await this.addresses.claim(port ?? usualPort);
    const instance = await createInstance({
      ...place,
      id: found.id,
      group: found.group,
      address,
      ...origin,
      port,
      agentUpAt: this.context.clock.now() + this.context.lateness.milliseconds("agentUp"),
      context: this.context,
      fleetFolder: this.folder,
      controlUrl: this.control.url(found.id),
    });
    this.known.set(found.id, instance);
    this.context.log("fleet", `${found.id} of ${found.group} runs at ${address}`);
    for (const listener of this.launchListeners) void this.notify(async () => listener(instance));
  }

  /** Waits for the listeners, such as a load balancer that drains the instance, then stops its services. */
  private async terminate(instance: Instance): Promise<void> {
    const { id, group, services, address } = instance;
    this.context.log("fleet", `${id} of ${group} is terminated`);
    const drained = new AbortController();
    const signal = AbortSignal.any([drained.signal, this.closing.signal]);
    const limit = sleep(limits.listeners, undefined, { signal }).catch(() => undefined);
    const listeners = this.terminationListeners.map((listener) => this.notify(async () => listener(id)));
    await Promise.race([Promise.all(listeners), limit]);
    drained.abort();
    await services.stopAll(limits.services);
    this.known.delete(id);
    this.terminating.delete(id);
    this.addresses.release(address);
    this.writeMap();
  }

  /** `instances.json`: for people who want to ask an instance. */
  private writeMap(): void {
    const map = Object.fromEntries(
      Array.from(this.known.values(), ({ id, address, port, account, region, group }) => [
        id,
        { address, port, account, region, group },
      ]),
    );
    writeFileSync(join(this.context.folder, "instances.json"), `${JSON.stringify(map, undefined, 2)}\n`);
  }

  private async notify(listener: () => Promise<void>): Promise<void> {
    try {
      await listener();
    } catch (error) {
      this.context.log("fleet", `listener failed: ${String(error)}`);
    }
  }
}
