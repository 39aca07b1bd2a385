import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { Load } from "./load/load";
import type { LoadSummary } from "./load/summary";
import { environmentFor } from "../environment";
import { LocalAws } from "../local-aws";
import { mustSucceed, type CommandOptions } from "./command";
import { Delivery, type PipelineOutcome } from "./delivery";
import { makeDeployRoles } from "./deploy-roles";
import { driftOf, type StackDrift } from "./drift";
import { sourceArchive, type Variant } from "./source";
import { placeOf } from "./stacks";
import { verdictTime } from "./verdict-time";
import { liveColour, TrafficSplit, type WeightChange } from "./traffic-split";

export interface DemoProps {
  /** The project's root. */
  readonly project: string;
  /** How many times faster than the wall clock AWS's own waits pass. */
  readonly speed: number;
}

/** What one push led to, as far as it can be seen from outside. */
export interface PushResult {
  readonly outcome: PipelineOutcome;
  readonly seconds: number;
  readonly liveBefore: string | undefined;
  readonly liveAfter: string | undefined;
  /** Every change of the production weights while the pipeline ran, the weights before it first. */
  readonly weights: readonly WeightChange[];
  /** Wall-clock milliseconds of the release's bad verdict, if there was one. */
  readonly verdictAt: number | undefined;
}

const DEPLOYED = ["artifacts", "dev-network", "dev-web", "dev-web-release", "web-delivery"];
const REQUESTS_PER_SECOND = 50;

/** Local AWS and everything that the demo does to it. */
export class Demo {
  readonly aws: LocalAws;
  private readonly stopping = new AbortController();
  private readonly project: string;
  private delivery: Delivery | undefined;
  private traffic: TrafficSplit | undefined;
  private load: Load | undefined;
  private watching: Promise<void> | undefined;

  constructor({ project, speed }: DemoProps) {
    this.project = project;
    const folder = join(project, ".local", "demo");
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, "logs"), { recursive: true });
    this.aws = new LocalAws({ folder, speed });
  }

  async start(): Promise<void> {
    await this.aws.start();
  }

  /** What somebody with more rights than Terraform has done before. */
  async administrate(): Promise<void> {
    const { cwd, env } = this.options("administrate");
    const { stdout } = await promisify(execFile)("make", ["deploy-policy"], { cwd, env });
    await makeDeployRoles(this.aws, JSON.parse(stdout));
  }

  async bootstrap(progress: (line: string) => void): Promise<void> {
    await mustSucceed("make", ["bootstrap"], this.options("bootstrap", progress));
  }

  async deploy(progress: (line: string) => void): Promise<void> {
    const args = [
      "cdktf",
      "deploy",
      "artifacts",
      "dev-network",
      "dev-web*",
      "web-delivery",
      "--auto-approve",
      "--skip-provider-lock",
    ];
    await mustSucceed("npx", args, this.options("deploy", progress));
    this.delivery = await Delivery.in(this.aws, placeOf(this.project, "web-delivery"));
    this.traffic = await TrafficSplit.in(this.aws, placeOf(this.project, "dev-web"));
    this.watching = this.traffic.watch(this.stopping.signal);
    // Told when the demo stops; a push without its weights fails before that.
    this.watching.catch((error: unknown) => this.aws.log("demo", `weights: ${String(error)}`));
  }

  /** Pushes a version into the source and waits until the pipeline has dealt with it. */
  async push(variant: Variant, progress: (text: string) => void): Promise<PushResult> {
    const { delivery, traffic } = this.deployed();
    const start = Date.now();
    const liveBefore = liveColour(await traffic.weights());
    const seen = Math.max(traffic.changes.length - 1, 0);
    const version = await delivery.push(await sourceArchive(join(this.project, "sample-app"), variant));
    const outcome = await delivery.outcome(version, this.stopping.signal, progress);
    const liveAfter = liveColour(await traffic.weights());
    const seconds = (Date.now() - start) / 1000;
    const release = outcome.external.get("Release");
    const verdictAt = release
      ? await verdictTime(this.aws, placeOf(this.project, "dev-web-release"), release)
      : undefined;
    const weights = traffic.changes.slice(seen);
    return { outcome, seconds, liveBefore, liveAfter, weights, verdictAt };
  }

  startLoad(): string {
    const { address } = this.deployed().traffic;
    const listeners = z
      .record(z.string(), z.number())
      .parse(JSON.parse(readFileSync(join(this.aws.folder, "listeners.json"), "utf8")));
    const port = listeners[`${address.dnsName.toLowerCase()}:${address.port}`];
    if (port === undefined) throw new Error(`demo: ${address.dnsName}:${address.port} has no local port`);
    const url = `http://127.0.0.1:${port}/`;
    this.load = new Load({ url, requestsPerSecond: REQUESTS_PER_SECOND });
    this.load.start();
    return url;
  }

  async stopLoad(): Promise<LoadSummary> {
    if (this.load === undefined) throw new Error("demo: no load is running");
    return this.load.stop();
  }

  /** Two plans at a time: each takes half a gigabyte and a core. */
  async drift(progress: (line: string) => void): Promise<StackDrift[]> {
    const waiting = ["state", ...DEPLOYED];
    const results: StackDrift[] = [];
    const worker = async () => {
      for (let stack = waiting.shift(); stack !== undefined; stack = waiting.shift()) {
        progress(stack);
        results.push(await driftOf(this.project, stack, this.options(`plan-${stack}`)));
      }
    };
    await Promise.all([worker(), worker()]);
    return results;
  }

  /** Stops everything that runs, also halfway. */
  async stop(): Promise<void> {
    this.stopping.abort(new Error("demo: stopped"));
    await this.load?.stop();
    await this.aws.close();
    await this.watching;
  }

  private deployed(): { delivery: Delivery; traffic: TrafficSplit } {
    const { delivery, traffic } = this;
    if (delivery === undefined || traffic === undefined) throw new Error("demo: nothing is deployed yet");
    return { delivery, traffic };
  }

  private options(log: string, onLine?: (line: string) => void): CommandOptions {
    return {
      cwd: this.project,
      env: { ...environmentFor(this.aws.endpoint), CI: "1", NO_COLOR: "1" },
      logFile: join(this.aws.folder, "logs", `${log}.log`),
      signal: this.stopping.signal,
      onLine,
    };
  }
}
