import type { Clock } from "../clock/clock";
import {
  AwsError,
  type Layer,
  type Next,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service";

/** A token bucket that the requests of one account and region share. */
interface Bucket {
  readonly service: string;
  readonly operations: RegExp;
  readonly capacity: number;
  readonly perSecond: number;
}

const ELB = "elasticloadbalancing";

/**
 * What AWS documents; Auto Scaling and CodeDeploy throttle too, and publish no figures.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-throttling.html
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 * @see https://docs.aws.amazon.com/general/latest/gr/cw_region.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const BUCKETS: readonly Bucket[] = [
  { service: ELB, operations: /^/, capacity: 40, perSecond: 10 },
  { service: ELB, operations: /^(CreateLoadBalancer|SetSubnets)$/, capacity: 10, perSecond: 0.2 },
  { service: ELB, operations: /^(De)?[rR]egisterTargets$/, capacity: 20, perSecond: 4 },
  {
    service: ELB,
    operations: /^(?!Describe|CreateLoadBalancer$|SetSubnets$|RegisterTargets$|DeregisterTargets$)/,
    capacity: 20,
    perSecond: 3,
  },
  { service: "ec2", operations: /^(Describe|Get)/, capacity: 100, perSecond: 20 },
  { service: "ec2", operations: /^(?!Describe|Get)/, capacity: 50, perSecond: 5 },
  { service: "monitoring", operations: /^DescribeAlarms$/, capacity: 9, perSecond: 9 },
  { service: "monitoring", operations: /^(GetMetricData|PutMetricData)$/, capacity: 500, perSecond: 500 },
  { service: "monitoring", operations: /^(PutMetricAlarm|SetAlarmState)$/, capacity: 3, perSecond: 3 },
  { service: "states", operations: /^StartExecution$/, capacity: 1300, perSecond: 300 },
  { service: "states", operations: /^StopExecution$/, capacity: 1000, perSecond: 200 },
  { service: "states", operations: /^DescribeExecution$/, capacity: 300, perSecond: 15 },
];

interface Level {
  tokens: number;
  at: number;
}

/** Refuses what an account asks for too often. Engines of local AWS ask moto, and have buckets of their own on AWS too. */
export class Throttle implements Layer {
  private readonly levels = new Map<string, Level>();

  constructor(private readonly clock: Clock) {}

  handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const { service, operation = "", account, region } = request;
    BUCKETS.forEach((bucket, index) => {
      if (bucket.service !== service || !bucket.operations.test(operation)) return;
      if (!this.take(`${account}/${region}/${index}`, bucket)) throw refusal(service);
    });
    return next(request);
  }

  private take(key: string, { capacity, perSecond }: Bucket): boolean {
    const now = this.clock.now();
    const { tokens, at } = this.levels.get(key) ?? { tokens: capacity, at: now };
    const level = { tokens: Math.min(capacity, tokens + ((now - at) / 1000) * perSecond), at: now };
    this.levels.set(key, level);
    if (level.tokens < 1) return false;
    level.tokens -= 1;
    return true;
  }
}

function refusal(service: string): AwsError {
  return service === "ec2"
    ? new AwsError("RequestLimitExceeded", "Request limit exceeded.", 503)
    : new AwsError("ThrottlingException", "Rate exceeded");
}
