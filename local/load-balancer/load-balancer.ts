import type { DescribeTargetHealthInput } from "@aws-sdk/client-elastic-load-balancing-v2";
import { repeat } from "../clock/repeat";
import { motoConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";
import type { LocalService, Next, ServiceRequest, ServiceResponse } from "../gateway/service";
import type { Metrics } from "../metrics/metrics";
import { answer } from "../models/answer";
import { PerPlace } from "../per-place";
import { DataPlane } from "./data-plane";
import { parseListenerPorts, writeListeners } from "./listener-ports";
import { PlaceRefresh } from "./place-refresh";
import type { LaunchHooks } from "./read-members";
import { refuseUnknown } from "./rules";
import type { Fleet } from "./target";

export interface LoadBalancerPeers {
  readonly fleet: Fleet;
  readonly launchHooks: LaunchHooks;
  readonly metrics: Metrics;
}

/** Real time: an Auto Scaling group changes targets without a call to this service. */
const POLL_MILLISECONDS = 1_000;

interface LocalPlace {
  readonly plane: DataPlane;
  readonly refresh: PlaceRefresh;
}

/** Elastic Load Balancing v2: moto keeps the configuration, this class serves it. */
export class LoadBalancer implements LocalService {
  readonly scopes = ["elasticloadbalancing"];
  private readonly places = new PerPlace((place) => this.open(place));
  private readonly ports: ReadonlyMap<number, number>;
  private readonly closing = new AbortController();

  /** @param listenerPorts like `80=18080,8081=18081`; a free port for every other listener. */
  constructor(
    private readonly context: LocalContext,
    private readonly peers: LoadBalancerPeers,
    listenerPorts = process.env.SLIPWAY_LISTENER_PORTS,
  ) {
    this.ports = parseListenerPorts(listenerPorts);
  }

  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const { operation = "", parameters } = request;
    const { plane, refresh } = this.places.of(request);
    if (operation === "DescribeTargetHealth") {
      const { TargetGroupArn = "", Targets } = parameters as Partial<DescribeTargetHealthInput>;
      await refresh.members();
      const pool = plane.pool(TargetGroupArn);
      return pool ? answer(request, { TargetHealthDescriptions: pool.describe(Targets) }) : next(request);
    }
    refuseUnknown(request);
    const response = await next(request);
    if (operation.startsWith("Describe") || response.status >= 300) return response;
    await refresh.everything();
    const servers = this.places.all().flatMap(({ plane: { servers } }) => [...servers]);
    writeListeners(this.context.folder, servers);
    return response;
  }

  /** Takes an instance out of every group; resolves when its requests under way are answered. */
  async drain(instanceId: string): Promise<void> {
    await Promise.all(this.places.all().map(({ plane }) => plane.drain(instanceId)));
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.places.all().map(({ plane }) => plane.close()));
  }

  private open(place: Place): LocalPlace {
    const { clock, lateness } = this.context;
    const plane = new DataPlane(place, { ...this.peers, clock, lateness, ports: this.ports });
    const refresh = new PlaceRefresh(motoConfiguration(this.context, place), this.peers.launchHooks, plane);
    void repeat(() => refresh.members(), {
      pauseMilliseconds: () => POLL_MILLISECONDS,
      signal: this.closing.signal,
      complain: (error) =>
        this.context.log("load-balancer", `targets in ${place.account} not read: ${String(error)}`),
    });
    return { plane, refresh };
  }
}
