import { createHash } from "node:crypto";

/** How late, or how often: a range of virtual seconds, or the chance from 0 to 1. */
interface Row {
  readonly seconds?: readonly [number, number];
  readonly chance?: number;
  /** Where it was read; "observed" where AWS gives no figure. */
  readonly source: string;
}

/** What AWS does not do at once. The one place for how late it is. */
export const LATENESS = {
  /** A changed listener rule, on each node of its load balancer. */
  ruleInForce: {
    seconds: [0, 30],
    source: "observed: https://github.com/argoproj/argo-rollouts/issues/4595",
  },
  /** A registered or deregistered target, on each node. */
  targetKnown: { seconds: [0, 10], source: "observed: https://github.com/argoproj/argo-rollouts/pull/4867" },
  /** A read that still answers what was before a write. */
  staleRead: {
    seconds: [0, 5],
    source: "https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html",
  },
  /** A read within that time that meets such a copy. */
  meetsStaleCopy: {
    chance: 0.5,
    source: "https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html",
  },
  /** A new role or a changed policy, in every service. */
  newIdentity: {
    seconds: [0, 10],
    source:
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency",
  },
  /** An instance's user data and CodeDeploy agent, after it is in service. */
  agentUp: {
    seconds: [30, 120],
    source: "https://docs.aws.amazon.com/codedeploy/latest/userguide/integrations-aws-auto-scaling.html",
  },
  /** A part of a minute's values, after the minute began; never before it ended. */
  metricArrives: {
    seconds: [60, 180],
    source:
      "observed: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html",
  },
  /** A query of metrics that CloudWatch answers without data; only where a test wants it. */
  metricsFail: {
    chance: 0,
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataResult.html",
  },
  /** An event, after what it tells of. */
  eventArrives: {
    seconds: [0, 30],
    source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event.html",
  },
  /** An event that comes once more. */
  eventTwice: {
    chance: 0.05,
    source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-what-is-how-it-works-concepts.html",
  },
} as const satisfies Record<string, Row>;

type Delay = {
  [Name in keyof typeof LATENESS]: (typeof LATENESS)[Name] extends { seconds: unknown } ? Name : never;
}[keyof typeof LATENESS];
type Chance = Exclude<keyof typeof LATENESS, Delay>;

export interface LatenessProps {
  /** False: everything is in force at once. @default true */
  readonly strict?: boolean;
  /** The same seed gives the same lateness, in the order of the questions. @default 1 */
  readonly seed?: number;
  /** Other ranges than the table's, such as `agentUp: [Infinity, Infinity]` for never. */
  readonly ranges?: Partial<Record<Delay, readonly [number, number]>>;
  readonly chances?: Partial<Record<Chance, number>>;
}

/** Draws how late AWS is this time; each phenomenon from a series of its own, so that one does not move another. */
export class Lateness {
  private readonly drawn = new Map<string, number>();

  constructor(private readonly props: LatenessProps = {}) {}

  describe(): string {
    const { strict = true, seed = 1 } = this.props;
    return strict ? `as late as AWS, seed ${seed}` : "not strict: everything is in force at once";
  }

  /** Virtual milliseconds; Infinity for never. */
  milliseconds(name: Delay): number {
    const { strict = true, ranges } = this.props;
    const [least, most] = ranges?.[name] ?? LATENESS[name].seconds;
    if (!strict) return 0;
    return least === most ? least * 1000 : (least + this.draw(name) * (most - least)) * 1000;
  }

  happens(name: Chance): boolean {
    const { strict = true, chances } = this.props;
    return strict && this.draw(name) < (chances?.[name] ?? LATENESS[name].chance);
  }

  private draw(name: string): number {
    const { seed = 1 } = this.props;
    const count = this.drawn.get(name) ?? 0;
    this.drawn.set(name, count + 1);
    return createHash("sha256").update(`${seed} ${name} ${count}`).digest().readUInt32BE() / 2 ** 32;
  }
}
