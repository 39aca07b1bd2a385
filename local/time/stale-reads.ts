import type { Clock } from "../clock/clock";
import type { Layer, Next, ServiceRequest, ServiceResponse } from "../gateway/service";
import type { Lateness } from "./lateness";

interface EventuallyConsistent {
  readonly service: string;
  readonly operation: string;
  /** Whether the answer changes without a call: then an old one is no copy of what was there before the write. */
  readonly lives: boolean;
  readonly source: string;
}

/** Reads that were seen, or are documented, to answer what was before a write. All others are consistent here. */
const READS: readonly EventuallyConsistent[] = [
  {
    service: "elasticloadbalancing",
    operation: "DescribeRules",
    lives: false,
    source: "https://github.com/hashicorp/terraform-provider-aws/issues/6154",
  },
  {
    service: "elasticloadbalancing",
    operation: "DescribeTargetHealth",
    lives: true,
    source: "https://github.com/argoproj/argo-rollouts/issues/2864",
  },
  {
    service: "autoscaling",
    operation: "DescribeAutoScalingGroups",
    lives: true,
    source: "https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html",
  },
];

interface Copy {
  readonly answer: ServiceResponse;
  readonly readAt: number;
  readonly read: EventuallyConsistent;
  /** Set by the first write after it was read. */
  staleUntil: number | undefined;
}

interface Place {
  readonly copies: Map<string, Copy>;
  writes: number;
}

/** For some seconds after a write to a service, a read may answer what the same read answered before it. */
export class StaleReads implements Layer {
  private readonly places = new Map<string, Place>();

  constructor(
    private readonly clock: Clock,
    private readonly lateness: Lateness,
  ) {}

  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const { service, operation = "" } = request;
    if (!READS.some((read) => read.service === service)) return next(request);
    const place = this.placeOf(request);
    if (!operation.startsWith("Describe")) {
      const response = await next(request);
      if (response.status < 300) this.written(place);
      return response;
    }
    const read = READS.find((one) => one.service === service && one.operation === operation);
    return read ? this.read(place, read, request, next) : next(request);
  }

  private async read(
    place: Place,
    read: EventuallyConsistent,
    request: ServiceRequest,
    next: Next,
  ): Promise<ServiceResponse> {
    const key = JSON.stringify(request.parameters);
    const copy = place.copies.get(key);
    const stale = copy?.staleUntil !== undefined && this.clock.now() < copy.staleUntil;
    if (copy && stale && this.lateness.happens("meetsStaleCopy")) return copy.answer;
    const { writes } = place;
    const answer = await next(request);
    // Otherwise nobody knows whether it is from before the write or after it.
    if (answer.status < 300 && writes === place.writes)
      place.copies.set(key, { answer, read, readAt: this.clock.now(), staleUntil: undefined });
    return answer;
  }

  private written(place: Place): void {
    const now = this.clock.now();
    const window = this.lateness.milliseconds("staleRead");
    place.writes += 1;
    for (const [key, copy] of place.copies) {
      copy.staleUntil ??= now + window;
      const old = copy.read.lives && now - copy.readAt > window;
      if (old || copy.staleUntil <= now) place.copies.delete(key);
    }
  }

  private placeOf({ account, region, service }: ServiceRequest): Place {
    const key = `${account}/${region}/${service}`;
    const place = this.places.get(key) ?? { copies: new Map<string, Copy>(), writes: 0 };
    this.places.set(key, place);
    return place;
  }
}
