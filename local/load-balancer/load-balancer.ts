import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { EC2Client } from "@aws-sdk/client-ec2";
import {
  type DescribeTargetHealthInput,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { repeat } from "../clock/repeat";
import { motoConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";
import type { LocalService, Next, ServiceRequest, ServiceResponse } from "../gateway/service";
import type { Metrics } from "../metrics/metrics";
import { PerPlace } from "../per-place";
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
  private readonly places = new PerPlace((place) => this.open(place));
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
    void repeat(() => this.places.all().forEach(({ plane }) => plane.sampleHosts()), {
      pauseMilliseconds: () => Math.max(this.context.clock.real(HOST_SAMPLE_SECONDS * 1000), 250),
      signal: this.closing.signal,
      complain: (error) => this.context.log("load-balancer", `hosts not counted: ${String(error)}`),
    });
    return Promise.resolve();
  }

  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const { operation = "" } = request;
    const { plane, refresh } = this.places.of(request);
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
    await Promise.all(this.places.all().map(({ plane }) => plane.drain(instanceId)));
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.places.all().map(({ plane }) => plane.close()));
  }

  private servers() {
    return this.places.all().flatMap(({ plane }) => [...plane.servers]);
  }

  private open(place: Place): LocalPlace {
    const plane = new DataPlane(place, {
      ...this.peers,
      clock: this.context.clock,
      lateness: this.context.lateness,
      ports: this.ports,
    });
    const refresh = new PlaceRefresh(this.clients(place), plane);
    void repeat(() => refresh.members(), {
      pauseMilliseconds: () => POLL_MILLISECONDS,
      signal: this.closing.signal,
      complain: (error) =>
        this.context.log("load-balancer", `targets in ${place.account} not read: ${String(error)}`),
    });
    return { plane, refresh };
  }

  private clients(place: Place): Clients {
    const moto = motoConfiguration(this.context, place);
    return {
      elb: new ElasticLoadBalancingV2Client(moto),
      autoScaling: new AutoScalingClient(moto),
      ec2: new EC2Client(moto),
    };
  }
}
