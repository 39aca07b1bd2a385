import type { Place } from "../context";
import { AwsError } from "../gateway/service";
import type { Metrics } from "../metrics/metrics";
import { ListenerServer } from "./listener-server";
import { groupsInUse } from "./rules";
import type { Timing } from "./node-views";
import type { Fleet } from "./target";
import { TargetPool } from "./target-pool";
import type { Listener, Member, TargetGroup, Topology } from "./topology";
import { TrafficMetrics } from "./traffic-metrics";

export interface DataPlaneOptions extends Timing {
  readonly fleet: Fleet;
  readonly metrics: Metrics;
  /** Local port by listener port; a free one otherwise. */
  readonly ports?: ReadonlyMap<number, number>;
}

/** The load balancers of one place at work: their listeners as real ports, their target groups as pools. */
export class DataPlane {
  private readonly pools = new Map<string, TargetPool>();
  private readonly open = new Map<string, ListenerServer>();
  private readonly traffic: TrafficMetrics;

  constructor(
    place: Place,
    private readonly options: DataPlaneOptions,
  ) {
    this.traffic = new TrafficMetrics(options.metrics, place);
  }

  get servers(): Iterable<ListenerServer> {
    return this.open.values();
  }

  pool(groupArn: string): TargetPool | undefined {
    return this.pools.get(groupArn);
  }

  /** New listeners are in force when it resolves; changed ones, on each node, when it has learned of the change. */
  async apply({ listeners, groups }: Topology): Promise<void> {
    this.applyGroups(groups, listeners);
    const wanted = new Map(listeners.map((listener) => [listener.arn, listener]));
    for (const [arn, server] of this.open) {
      const listener = wanted.get(arn);
      if (listener?.port === server.config.port) continue;
      this.open.delete(arn);
      await server.close();
    }
    for (const listener of listeners) {
      const server = this.open.get(listener.arn);
      if (server) server.configure(listener);
      else await this.listen(listener);
    }
  }

  setMembers(members: ReadonlyMap<string, readonly Member[]>): void {
    for (const [arn, pool] of this.pools) pool.setMembers(members.get(arn) ?? []);
  }

  async drain(instanceId: string): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.drain(instanceId)));
  }

  async close(): Promise<void> {
    await Promise.all([...this.open.values()].map((server) => server.close()));
    this.pools.forEach((pool) => pool.close());
  }

  private applyGroups(groups: readonly TargetGroup[], listeners: readonly Listener[]): void {
    const used = groupsInUse(listeners);
    const wanted = new Set(groups.map(({ arn }) => arn));
    for (const [arn, pool] of this.pools) {
      if (wanted.has(arn)) continue;
      pool.close();
      this.pools.delete(arn);
    }
    for (const group of groups) {
      const pool = this.pools.get(group.arn) ?? new TargetPool(group, this.options, this.options.fleet);
      this.pools.set(group.arn, pool);
      pool.configure(group, used.get(group.arn));
    }
  }

  private async listen(listener: Listener): Promise<void> {
    const { ports } = this.options;
    const server = new ListenerServer(listener, {
      pool: (groupArn) => this.pool(groupArn),
      metrics: this.traffic,
      timing: this.options,
    });
    const port = ports?.get(listener.port) ?? 0;
    await server.listen(port).catch((error: NodeJS.ErrnoException) => {
      throw new AwsError(
        "InvalidConfigurationRequest",
        `SLIPWAY_LISTENER_PORTS: ${listener.port} must be a free local port, got ${port} (${error.code ?? error.message})`,
      );
    });
    this.open.set(listener.arn, server);
  }
}
