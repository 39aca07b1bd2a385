import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { EC2Client } from "@aws-sdk/client-ec2";
import {
  type DescribeTargetHealthInput,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { setTimeout as sleep } from "node:timers/promises";
import { motoConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";
import type { LocalService, Next, ServiceRequest, ServiceResponse } from "../gateway/service";
import type { Metrics } from "../metrics/metrics";
import { DataPlane } from "./data-plane";
import { answer } from "../models/answer";
import { describeTargetHealth } from "./describe-target-health";
import { ListenerFile, parseListenerPorts } from "./listener-ports";
import { PlaceRefresh } from "./place-refresh";
import type { Clients } from "./read-members";
import type { Fleet } from "./target";

export interface LoadBalancerPeers {
  readonly fleet: Fleet;
  readonly metrics: Metrics;
}

/** Real time: an Auto Scaling group changes targets without a call to this service. */
const POLL_MILLISECONDS = 1_000;
const HOST_SAMPLE_SECONDS = 15;

interface LocalPlace {
  readonly plane: DataPlane;
  readonly refresh: PlaceRefresh;
}

/**
 * Elastic Load Balancing v2: moto keeps the configuration, this class serves it.
 */
export class LoadBalancer implements LocalService {
  readonly scopes = ["elasticloadbalancing"];
  private readonly places = new Map<string, LocalPlace>();
  private readonly ports: ReadonlyMap<number, number>;
  private readonly file: ListenerFile;
  private readonly closing = new AbortController();

  /** @param listenerPorts like `80=18080,8081=18081`; a free port for every other listener. */
  constructor(
    private readonly context: LocalContext,
    private readonly peers: LoadBalancerPeers,
    listenerPorts = process.env.SLIPWAY_LISTENER_PORTS,
  ) {
    this.ports = parseListenerPorts(listenerPorts);
    this.file = new ListenerFile(context.folder);
  }

  start(): Promise<void> {
    void this.sampleHosts();
    return Promise.resolve();
  }

  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const { operation = "" } = request;
    const { plane, refresh } = this.placeOf(request);
    if (operation === "DescribeTargetHealth") {
      const { TargetGroupArn = "", Targets } = request.parameters as Partial<DescribeTargetHealthInput>;
      await refresh.members();
      const wanted = Targets?.map(({ Id = "", Port }) => ({ instanceId: Id, port: Port }));
      const pool = plane.pool(TargetGroupArn);
      return pool ? answer(request, describeTargetHealth(pool.describe(wanted))) : next(request);
    }
    const response = await next(request);
    if (operation.startsWith("Describe") || response.status >= 300) return response;
    await refresh.everything();
    await this.file.write(this.servers());
    return response;
  }

  /** The local port of a listener of the load balancer with this DNS name. */
  localPort(dnsName: string, port: number): number | undefined {
    for (const { config, localPort } of this.servers()) {
      if (config.port === port && config.balancer.dnsName === dnsName.toLowerCase()) return localPort;
    }
    return undefined;
  }

  /** Takes an instance out of every group; resolves when its requests under way are answered. */
  async drain(instanceId: string): Promise<void> {
    await Promise.all([...this.places.values()].map(({ plane }) => plane.drain(instanceId)));
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all([...this.places.values()].map(({ plane }) => plane.close()));
  }

  private servers() {
    return [...this.places.values()].flatMap(({ plane }) => [...plane.servers]);
  }

  private placeOf({ account, region }: Place): LocalPlace {
    const key = `${account}/${region}`;
    const found = this.places.get(key);
    if (found) return found;
    const plane = new DataPlane(
      { account, region },
      { ...this.peers, clock: this.context.clock, lateness: this.context.lateness, ports: this.ports },
    );
    const place = { plane, refresh: new PlaceRefresh(this.clients({ account, region }), plane) };
    this.places.set(key, place);
    void this.poll(place, key);
    return place;
  }

  private clients(place: Place): Clients {
    const moto = motoConfiguration(this.context, place);
    return {
      elb: new ElasticLoadBalancingV2Client(moto),
      autoScaling: new AutoScalingClient(moto),
      ec2: new EC2Client(moto),
    };
  }

  private async poll({ refresh }: LocalPlace, key: string): Promise<void> {
    let failing = false;
    while (await this.pause(POLL_MILLISECONDS)) {
      try {
        await refresh.members();
        failing = false;
      } catch (error) {
        if (!failing) this.context.log("load-balancer", `targets of ${key} not read: ${String(error)}`);
        failing = true;
      }
    }
  }

  private async sampleHosts(): Promise<void> {
    const { clock } = this.context;
    while (await this.pause(Math.max(clock.real(HOST_SAMPLE_SECONDS * 1000), 250))) {
      this.places.forEach(({ plane }) => plane.sampleHosts());
    }
  }

  /** False when local AWS is closing. */
  private async pause(milliseconds: number): Promise<boolean> {
    const { signal } = this.closing;
    await sleep(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
    return !signal.aborted;
  }
}
