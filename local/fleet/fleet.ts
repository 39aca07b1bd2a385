import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { LocalContext, Place } from "../context";
import type { LocalService, Next, ServiceRequest, ServiceResponse } from "../gateway/service";
import { ControlServer } from "./control-server";
import { type Instance, createInstance } from "./instance";
import { InstanceMap } from "./instance-map";
import { Inventory, type RunningInstance } from "./inventory";
import { LoopbackAddresses } from "./loopback-addresses";
import { shutDown, terminate } from "./termination";

/** Wall-clock milliseconds between two looks at the Auto Scaling groups: with and without any group. */
const pollMilliseconds = { busy: 500, idle: 2000 };

/** Where port conflicts are looked for when an instance's group has no target group. */
const usualPort = 8080;

type LaunchListener = (instance: Instance) => void | Promise<void>;
type TerminationListener = (instanceId: string) => void | Promise<void>;

/** Turns every running instance of an Auto Scaling group into a folder, a loopback address and processes. */
export class Fleet implements LocalService {
  /** No API of its own: it stands among the services to be started and stopped with them. */
  readonly scopes = [];
  readonly #folder: string;
  readonly #instances = new Map<string, Instance>();
  /** Until the last process of each has ended. */
  readonly #terminating = new Map<string, Promise<void>>();
  readonly #inventories = new Map<string, Inventory>();
  readonly #map: InstanceMap;
  readonly #addresses = new LoopbackAddresses();
  readonly #control = new ControlServer(async (id, args) => {
    const instance = this.#instances.get(id);
    return (
      instance?.services.systemctl(args) ?? { code: 1, output: `instance: id must be running, got ${id}\n` }
    );
  });
  readonly #launchListeners: LaunchListener[] = [];
  readonly #terminationListeners: TerminationListener[] = [];
  readonly #closing = new AbortController();
  #polling: Promise<void> | undefined;
  #round: Promise<boolean> | undefined;
  #lastError = "";

  constructor(private readonly context: LocalContext) {
    this.#folder = resolve(context.folder, "instances");
    this.#map = new InstanceMap(context.folder);
  }

  /** Begins to follow the Auto Scaling groups of every place that requests have named. */
  start(): Promise<void> {
    this.#polling ??= this.#poll();
    return Promise.resolve();
  }

  handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    return next(request);
  }

  /** Loopback address of an instance until its last process has ended. */
  address(instanceId: string): string | undefined {
    return this.#instances.get(instanceId)?.address;
  }

  /** A running instance; undefined also for one that is being terminated, whose processes may still drain. */
  instance(instanceId: string): Instance | undefined {
    return this.#terminating.has(instanceId) ? undefined : this.#instances.get(instanceId);
  }

  instances({ account, region }: Place): Instance[] {
    return Array.from(this.#instances.values()).filter(
      ({ id, account: a, region: r }) => a === account && r === region && !this.#terminating.has(id),
    );
  }

  /** Calls `listener` for each new instance, when its folder and address exist. */
  onLaunched(listener: LaunchListener): void {
    this.#launchListeners.push(listener);
  }

  /** Waits for `listener` before the processes of a terminated instance are stopped, at most a minute. */
  onTerminating(listener: TerminationListener): void {
    this.#terminationListeners.push(listener);
  }

  /** Looks at the groups now, so that what an API call has just changed is known. */
  async refresh(): Promise<void> {
    await this.#round;
    await this.#look();
  }

  /** Stops following, and every process of every instance. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#polling;
    await this.#round?.catch(() => undefined);
    await Promise.all(Array.from(this.#instances.values(), shutDown));
    await Promise.all(this.#terminating.values());
    await this.#control.close();
  }

  async #poll(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const busy = await this.#look();
      await sleep(busy ? pollMilliseconds.busy : pollMilliseconds.idle, undefined, { signal }).catch(
        () => undefined,
      );
    }
  }

  /** One look at a time; returns whether there is any group. */
  async #look(): Promise<boolean> {
    this.#round ??= this.#lookEverywhere().finally(() => (this.#round = undefined));
    return this.#round;
  }

  async #lookEverywhere(): Promise<boolean> {
    const found = await Promise.all(
      this.context.places().map(async (place) => {
        try {
          return await this.#lookAt(place);
        } catch (error) {
          // A failed look changes nothing; the next one follows soon. Told once, not twice a second.
          if (!this.#closing.signal.aborted && String(error) !== this.#lastError) {
            this.#lastError = String(error);
            this.context.log("fleet", `${place.account} ${place.region}: ${String(error)}`);
          }
          return false;
        }
      }),
    );
    return found.includes(true);
  }

  async #lookAt(place: Place): Promise<boolean> {
    const key = `${place.account} ${place.region}`;
    const inventory = this.#inventories.get(key) ?? new Inventory(this.context, place);
    this.#inventories.set(key, inventory);
    const running = await inventory.running();
    const ids = new Set(running?.map(({ id }) => id));

    const gone = this.instances(place).filter(({ id }) => !ids.has(id));
    for (const instance of gone) this.#terminate(instance);
    const added = (running ?? []).filter(({ id }) => !this.#instances.has(id));
    await Promise.all(added.map((found) => this.#launch(place, inventory, found)));
    if (gone.length + added.length > 0) await this.#map.write(this.#instances.values());
    return running !== undefined;
  }

  async #launch(place: Place, inventory: Inventory, found: RunningInstance): Promise<void> {
    const [role, port] = await Promise.all([inventory.role(found), inventory.port(found)]);
    const address = await this.#addresses.claim(port ?? usualPort);
    const instance = await createInstance({
      ...place,
      id: found.id,
      group: found.group,
      address,
      role,
      port,
      agentUpAt: this.context.clock.now() + this.context.lateness.milliseconds("agentUp"),
      context: this.context,
      fleetFolder: this.#folder,
      controlUrl: await this.#control.url(found.id),
    });
    this.#instances.set(found.id, instance);
    this.context.log("fleet", `${found.id} of ${found.group} runs at ${address}`);
    for (const listener of this.#launchListeners) void this.#notify(async () => listener(instance));
  }

  #terminate(instance: Instance): void {
    const end = async () => {
      this.context.log("fleet", `${instance.id} of ${instance.group} is terminated`);
      const listeners = this.#terminationListeners.map((listener) =>
        this.#notify(async () => listener(instance.id)),
      );
      await terminate(instance, listeners, this.#closing.signal);
      this.#instances.delete(instance.id);
      this.#terminating.delete(instance.id);
      this.#addresses.release(instance.address);
      await this.#map.write(this.#instances.values());
    };
    this.#terminating.set(instance.id, end());
  }

  async #notify(listener: () => Promise<void>): Promise<void> {
    try {
      await listener();
    } catch (error) {
      this.context.log("fleet", `listener failed: ${String(error)}`);
    }
  }
}
