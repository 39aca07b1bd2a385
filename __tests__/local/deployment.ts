import { existsSync, readFileSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { App, LocalBackend, type TerraformStack } from "cdktf";
import type { Place } from "../../local/context";
import { command, type CommandOptions, type CommandResult, mustSucceed } from "../../local/demo/command";
import { makeDeployRoles } from "../../local/demo/deploy-roles";
import { type ClientConfiguration, clientConfiguration } from "../../local/client-configuration";
import { environmentFor } from "../../local/environment";
import { LocalAws } from "../../local/local-aws";
import type { LatenessProps } from "../../local/time/lateness";
import { deployRolesOf } from "../../scripts/deploy-policy";
import type { DeployRole } from "../../stacks/deploy-roles";

/** Local AWS and stacks that Terraform deploys to it, all of it in a folder that `close` removes. */
export class Deployment {
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<unknown>>();

  private constructor(
    readonly aws: LocalAws,
    private readonly folder: string,
  ) {}

  /**
   * @param speed how many times faster than the wall clock AWS's own waits pass.
   * @param roles what Terraform assumes, as an administrator makes them who may make other things before.
   */
  static async start(
    speed: number,
    lateness?: LatenessProps,
    roles: (aws: LocalAws) => Promise<readonly DeployRole[]> = () => deployRolesOf(),
  ): Promise<Deployment> {
    const folder = await mkdtemp(path.join(os.tmpdir(), "slipway-deployment-"));
    const aws = new LocalAws({ folder: path.join(folder, "local"), speed, lateness });
    const deployment = new Deployment(aws, folder);
    try {
      await mkdir(path.join(folder, "logs"));
      await aws.start();
      await makeDeployRoles(aws, await roles(aws));
      return deployment;
    } catch (error) {
      await deployment.close();
      throw error;
    }
  }

  /** Synthesizes what `add` makes, each stack with a state of its own in the folder instead of in S3. */
  synthesize(add: (app: App) => void): void {
    const app = new App({ outdir: path.join(this.folder, "cdktf.out") });
    add(app);
    for (const stack of app.node.children as TerraformStack[])
      new LocalBackend(stack, { path: this.stateFile(stack.node.id) });
    app.synth();
  }

  /** @param options of `terraform apply`. */
  async apply(stack: string, ...options: string[]): Promise<void> {
    await this.mustSucceed(stack, "init", "-input=false");
    await this.mustSucceed(stack, "apply", "-auto-approve", "-input=false", ...options);
  }

  /** Whether `terraform plan` finds a difference; the plan is kept for `shown`. */
  async differs(stack: string, ...options: string[]): Promise<boolean> {
    const { exitCode, output } = await this.run(
      stack,
      ...["plan", "-detailed-exitcode", "-input=false", "-out=plan", ...options],
    );
    if (exitCode === 1) throw new Error(output);
    return exitCode === 2;
  }

  /** The last plan as JSON. */
  async shown(stack: string): Promise<unknown> {
    const { output } = await this.run(stack, "show", "-json", "plan");
    return JSON.parse(output);
  }

  async destroy(stack: string, ...options: string[]): Promise<void> {
    await this.mustSucceed(stack, "destroy", "-auto-approve", "-input=false", ...options);
  }

  /** The JSON that Terraform reads. */
  synthesized(stack: string): { readonly resource: Record<string, Record<string, unknown>> } {
    const file = path.join(this.folder, "cdktf.out", "stacks", stack, "cdk.tf.json");
    return JSON.parse(readFileSync(file, "utf8")) as ReturnType<Deployment["synthesized"]>;
  }

  stateFile(stack: string): string {
    return path.join(this.folder, `${stack}.tfstate`);
  }

  /** Configuration of an SDK client. */
  client(place: Place): ClientConfiguration {
    return clientConfiguration(this.aws, place);
  }

  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /** Stops everything, also halfway. */
  async close(): Promise<void> {
    this.stopping.abort(new Error("deployment: closed"));
    await Promise.allSettled(this.running);
    await this.aws.close();
    await this.keepDecisions();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** `make test` judges what all suites have recorded. */
  private async keepDecisions(): Promise<void> {
    const recorded = path.join(this.aws.folder, "decisions.jsonl");
    const kept = path.join(__dirname, "..", "..", "dist", "decisions");
    await mkdir(kept, { recursive: true });
    if (existsSync(recorded))
      await copyFile(recorded, path.join(kept, `${path.basename(this.folder)}.jsonl`));
  }

  private async mustSucceed(stack: string, ...args: string[]): Promise<void> {
    await this.tracked(mustSucceed("terraform", args, this.options(stack)));
  }

  private run(stack: string, ...args: string[]): Promise<CommandResult> {
    return this.tracked(command("terraform", args, this.options(stack)));
  }

  private tracked<T>(running: Promise<T>): Promise<T> {
    this.running.add(running);
    return running.finally(() => this.running.delete(running));
  }

  private options(stack: string): CommandOptions {
    return {
      cwd: path.join(this.folder, "cdktf.out", "stacks", stack),
      env: environmentFor(this.aws.endpoint),
      logFile: path.join(this.folder, "logs", `${stack}.log`),
      signal: this.signal,
    };
  }
}
