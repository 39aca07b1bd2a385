import { COLOURS, type Colour, type Weights } from "../../lambda-src/model/colour";
import { LockLost } from "../../lambda-src/model/errors";
import type {
  Balancer,
  Clock,
  Deployment,
  Deployments,
  Executions,
  Fleet,
  Fleets,
  History,
  Holder,
  InstanceFailure,
  LaunchTemplates,
  Lock,
  Metrics,
  Objects,
  Records,
  Success,
  Suspensions,
  Target,
  Traffic,
} from "../../lambda-src/model/ports";
import type { Revision } from "../../lambda-src/model/revision";
import type { Token } from "../../lambda-src/model/token";

export const REVISION: Revision = {
  bucket: "artifacts",
  key: "releases/v2/app.zip",
  objectVersion: "1",
  sha256: "a".repeat(64),
};

const MINUTE = 60_000;
/** CodeDeploy gives up then. */
const AGENT_LIMIT_SECONDS = 300;
/** After the beginning of its minute. */
const LATEST_METRIC = 180_000;

/** How the ARNs of office hours' executions begin. */
export const OFFICE_HOURS = "arn:hours:";

interface FakeInstance {
  readonly id: string;
  readonly launchTemplateVersion: string;
  /** When its agent answers, and it is in service. */
  readonly upAt: number;
  installed: boolean;
  healthy: boolean;
  /** The launch hook of its colour installs what was released on it last, so that it is healthy once it is up. */
  readonly hooked: boolean;
}

interface FakeFleet {
  minimum: number;
  desired: number;
  maximum: number;
  suspended: Set<string>;
  version: string;
  attached: boolean;
  instances: FakeInstance[];
}

/** One environment in memory: every interface that the release's functions need, and a check after each change. */
export class FakeWorld
  implements
    Balancer,
    Clock,
    Deployments,
    Executions,
    Fleets,
    History,
    LaunchTemplates,
    Lock,
    Metrics,
    Objects,
    Records,
    Suspensions
{
  current: Weights = { blue: 100, green: 0 };
  readonly fleet: Record<Colour, FakeFleet> = { blue: emptyFleet(), green: emptyFleet() };
  holderNow: Holder = { owner: undefined, generation: 0 };
  success: Success | undefined;
  failure: Record<string, unknown> | undefined;
  readonly remembered: Record<Colour, string[]> = { blue: [], green: [] };
  readonly runningExecutions = new Set<string>();
  /** Every change, in order, such as `weights blue 80 green 20`. */
  readonly changes: string[] = [];
  /** Rules that did not hold at some instant. */
  readonly broken: string[] = [];
  /** Throws to make an operation fail. */
  before: (operation: string) => void = () => {};
  /** What the new version does once it is installed. */
  behaviour = { healthy: true, installs: Infinity, traffic: traffic(1000, undefined) };
  newest = "1";
  time = Date.parse("2026-01-01T00:00:00Z");
  objectSha256: string | undefined = REVISION.sha256;
  /** Seconds until a changed rule is in force on the last node. */
  propagationSeconds = 30;
  /** Seconds that a read of the rule may answer what was before. */
  staleSeconds = 5;
  private readonly weightTaken: Record<Colour, number> = { blue: -Infinity, green: -Infinity };
  /** Seconds after its launch in which an instance's agent answers and completes the launch hook. */
  agentSeconds = 60;
  /** Seconds after a deployment until the test listener finds its instances healthy. */
  testersSeconds = 20;
  private deployedAt = -Infinity;
  private stale = { weights: this.current, until: -Infinity };
  readonly alarmStates: Record<Colour, string> = { blue: "OK", green: "OK" };
  private readonly deploymentsById = new Map<string, { colour: Colour; description: string }>();
  private ids = 0;
  /** Office hours, and nobody else, may end the instances of a colour that has weight. */
  private readonly closed = new Set<Colour>();

  /** A colour that serves all traffic with `size` healthy instances. */
  serve(colour: Colour, version: string, size: number): void {
    this.current = { blue: 0, green: 0, [colour]: 100 };
    this.success = { version, colour };
    const fleet = this.fleet[colour];
    Object.assign(fleet, { minimum: 2, desired: size });
    fleet.instances = this.launch(size, "1", true);
  }

  /** A colour that served until office hours were over. */
  rest(colour: Colour, version: string): void {
    this.serve(colour, version, 0);
    this.fleet[colour].minimum = 0;
    this.closed.add(colour);
  }

  readonly now = (): number => this.time;

  readonly sleep = (milliseconds: number): Promise<void> => {
    this.time += milliseconds;
    return Promise.resolve();
  };

  // Balancer
  weights = (): Promise<Weights> =>
    this.read("weights", { ...(this.time < this.stale.until ? this.stale.weights : this.current) });

  setWeights = (weights: Weights): Promise<void> =>
    this.change(`weights blue ${weights.blue} green ${weights.green}`, () => {
      for (const colour of COLOURS) {
        const { instances } = this.fleet[colour];
        const rises = weights[colour] > this.current[colour];
        if (rises && !(instances.length > 0 && instances.every((one) => this.isHealthy(one)))) {
          this.broken.push(`${colour} rises without all targets healthy`);
        }
        const good = this.success?.colour;
        const canTakeOver =
          good !== undefined && this.fleet[good].instances.some((one) => this.isHealthy(one));
        if (rises && good !== undefined && !canTakeOver)
          this.broken.push(`${colour} rises without a way back`);
      }
      this.stale = { weights: this.current, until: this.time + this.staleSeconds * 1000 };
      for (const colour of COLOURS)
        if (weights[colour] === 0 && this.current[colour] > 0) this.weightTaken[colour] = this.time;
      this.current = { ...weights };
    });

  targets = (colour: Colour): Promise<Target[]> =>
    this.read(
      `targets ${colour}`,
      this.fleet[colour].instances.map((instance) => ({
        id: instance.id,
        state: this.isHealthy(instance) ? "healthy" : "unhealthy",
        reason: this.isHealthy(instance) ? undefined : "Target.ResponseCodeMismatch",
      })),
    );

  /** The test listener's own checks, which find an instance healthy a while after the others. */
  readonly testers = {
    targets: async (colour: Colour): Promise<Target[]> => {
      const found = await this.targets(colour);
      const known = this.time >= this.deployedAt + this.testersSeconds * 1000;
      return known ? found : found.map((target) => ({ ...target, state: "initial" }));
    },
  };

  // Fleets
  describe = (colour: Colour): Promise<Fleet> => {
    const { suspended, instances, ...fleet } = this.fleet[colour];
    return this.read(`describe ${colour}`, {
      ...fleet,
      instances: instances.map((instance) => ({
        ...instance,
        lifecycleState: instance.upAt <= this.time ? "InService" : "Pending:Wait",
      })),
      suspended: [...suspended],
      launchTemplateId: "lt",
    });
  };

  resize = (colour: Colour, minimum: number, desired?: number): Promise<void> => {
    const wanted = Math.max(minimum, desired ?? this.fleet[colour].desired);
    return this.change(`resize ${colour} ${minimum}..${wanted}`, () => {
      const fleet = this.fleet[colour];
      Object.assign(fleet, { minimum, desired: wanted });
      const missing = wanted - fleet.instances.length;
      const hooked = fleet.attached && this.success?.colour === colour;
      if (missing > 0) fleet.instances.push(...this.launch(missing, fleet.version, false, hooked));
      const silentSince = this.silentSince(colour);
      if (missing < 0 && this.time < silentSince)
        this.broken.push(`${colour} loses instances ${(silentSince - this.time) / 1000} s too early`);
      fleet.instances.length = wanted;
      if (wanted > 0) this.closed.delete(colour);
      else if (this.current[colour] > 0 && this.holderNow.owner?.startsWith(OFFICE_HOURS) === true)
        this.closed.add(colour);
    });
  };

  newestVersion = (): Promise<string> => this.read("newest version", this.newest);

  pin = (colour: Colour, _id: string, version: string): Promise<void> =>
    this.change(`pin ${colour} ${version}`, () => {
      this.fleet[colour].version = version;
    });

  suspend = (colour: Colour, processes: readonly string[]): Promise<void> =>
    this.change(`suspend ${colour}`, () =>
      processes.forEach((name) => this.fleet[colour].suspended.add(name)),
    );

  resume = (colour: Colour, processes: readonly string[]): Promise<void> =>
    this.change(`resume ${colour}`, () =>
      processes.forEach((name) => this.fleet[colour].suspended.delete(name)),
    );

  markHealthy = (id: string): Promise<void> => this.change(`mark healthy ${id}`, () => {});

  // Deployments
  running = (): Promise<string[]> => this.read("running deployments", []);

  create = (colour: Colour, _revision: Revision, description: string): Promise<string> => {
    const id = `d-${++this.ids}`;
    const deployed = this.change(`deploy ${colour}`, () => {
      if (!this.fleet[colour].attached)
        throw new Error(`broken rule: deployment to detached fleet ${colour}`);
      this.deploymentsById.set(id, { colour, description });
      this.deployedAt = this.time;
      this.fleet[colour].instances.forEach((instance, index) => {
        const answers = instance.upAt <= this.time + AGENT_LIMIT_SECONDS * 1000;
        instance.installed = index < this.behaviour.installs && answers;
        instance.healthy = instance.installed && this.behaviour.healthy;
      });
    });
    return deployed.then(() => id);
  };

  get = (id: string): Promise<Deployment> => {
    const { colour, description } = this.deploymentsById.get(id) ?? { colour: "blue", description: "" };
    const succeeded = this.fleet[colour].instances.filter(({ installed }) => installed).length;
    const status = succeeded > 0 ? "Succeeded" : "Failed";
    const error = succeeded > 0 ? undefined : "HEALTH_CONSTRAINTS: too many instances failed";
    return this.read("deployment", { status, description, succeeded, error });
  };

  failures = (id: string): Promise<InstanceFailure[]> => {
    const { colour } = this.deploymentsById.get(id) ?? { colour: "blue" };
    const failed = this.fleet[colour].instances.filter(({ installed }) => !installed);
    const why = { event: "ValidateService", script: "scripts/validate.sh", message: "", log: "exit code 1" };
    return this.read(
      "instance failures",
      failed.map(({ id: instance }) => ({ instance, ...why })),
    );
  };

  stop = (id: string): Promise<void> => this.change(`stop ${id}`, () => {});

  attach = (colour: Colour): Promise<void> =>
    this.change(`attach ${colour}`, () => {
      this.fleet[colour].attached = true;
    });

  detach = (colour: Colour): Promise<void> =>
    this.change(`detach ${colour}`, () => {
      this.fleet[colour].attached = false;
    });

  // Metrics
  traffic = (colour: Colour, from: Date, to: Date): Promise<Traffic> => {
    if (to.getTime() - MINUTE + LATEST_METRIC > this.time)
      this.broken.push(`${colour} is judged by minutes whose counts may not have arrived`);
    const silent = from.getTime() >= this.silentSince(colour) && this.current[colour] === 0;
    return this.read("traffic", silent ? traffic(undefined, undefined) : this.behaviour.traffic);
  };
  alarm = (colour: Colour) =>
    this.read("alarm", { state: this.alarmStates[colour], reason: "threshold crossed" });

  // Objects
  sha256 = (): Promise<string | undefined> => Promise.resolve(this.objectSha256);

  // Executions
  status = (arn: string): Promise<string> =>
    Promise.resolve(this.runningExecutions.has(arn) ? "RUNNING" : "FAILED");

  // The release's item
  holder = (): Promise<Holder> => this.read("lock", this.holderNow);
  lastSuccess = (): Promise<Success | undefined> => this.read("last success", this.success);
  suspended = (colour: Colour): Promise<string[]> => this.read("remembered", [...this.remembered[colour]]);

  take = (owner: string, generation: number): Promise<boolean> => {
    if (this.holderNow.generation !== generation) return this.read("take", false);
    return this.change(`lock ${owner}`, () => {
      this.holderNow = { owner, generation: generation + 1 };
    }).then(() => true);
  };

  release = (token: Token): Promise<void> =>
    this.owned(token, "unlock", () => {
      this.holderNow = { owner: undefined, generation: token.generation };
    });

  rememberSuccess = (token: Token, value: Success): Promise<void> =>
    this.owned(token, "remember success", () => {
      this.success = { version: value.version, colour: value.colour };
    });

  rememberFailure = (token: Token, value: Record<string, unknown>): Promise<void> =>
    this.owned(token, "remember failure", () => {
      this.failure = value;
    });

  rememberSuspended = (token: Token, colour: Colour, names: readonly string[]): Promise<void> =>
    this.owned(token, `remember suspended ${colour}`, () => {
      this.remembered[colour] = [...names];
    });

  /** When the last node has stopped to send to a colour without weight. */
  private silentSince(colour: Colour): number {
    return this.weightTaken[colour] + this.propagationSeconds * 1000;
  }

  private owned(token: Token, operation: string, change: () => void): Promise<void> {
    const { owner, generation } = this.holderNow;
    if (owner === token.owner && generation === token.generation) return this.change(operation, change);
    return Promise.reject(new LockLost(`not ${token.owner}'s`));
  }

  private read<T>(operation: string, value: T): Promise<T> {
    return new Promise((resolve) => {
      this.before(operation);
      resolve(value);
    });
  }

  private change(operation: string, change: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.before(operation);
      change();
      this.changes.push(operation);
      this.assertAlways(operation);
      resolve();
    });
  }

  /** What must hold at every instant; a caught error would hide it, so it is kept. */
  private assertAlways(operation: string): void {
    const { blue, green } = this.current;
    if (blue + green !== 100) this.broken.push(`${operation}: weights sum to ${blue + green}`);
    for (const colour of COLOURS) {
      const empty = this.fleet[colour].instances.length === 0;
      const served = empty && this.current[colour] > 0 && this.success?.colour === colour;
      if (served && !this.closed.has(colour)) {
        this.broken.push(`${operation}: ${colour} has weight and no instances`);
      }
    }
  }

  private isHealthy({ healthy, hooked, upAt }: FakeInstance): boolean {
    return healthy || (hooked && upAt <= this.time);
  }

  private launch(
    count: number,
    launchTemplateVersion: string,
    healthy: boolean,
    hooked = false,
  ): FakeInstance[] {
    return Array.from({ length: count }, () => ({
      id: `i-${++this.ids}`,
      launchTemplateVersion,
      upAt: healthy ? -Infinity : this.time + this.agentSeconds * 1000,
      installed: healthy,
      healthy,
      hooked,
    }));
  }
}

export function traffic(requests: number | undefined, serverErrors: number | undefined): Traffic {
  return { requests, serverErrors, connectionErrors: undefined };
}

function emptyFleet(): FakeFleet {
  return {
    minimum: 0,
    desired: 0,
    maximum: 4,
    suspended: new Set(),
    version: "$Latest",
    attached: true,
    instances: [],
  };
}
