import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { credentialVariables } from "../environment";
import type { LocalContext } from "../context";
import { writeFunctionLog } from "../iam/service-actions";
import { bundleRuntime } from "../runtime-bundle";
import { unzip } from "../archives/unzip";
import { sessionOf, type DeployedFunction } from "./functions";
import { Sandbox, type Outcome } from "./sandbox";

const defaultTimeoutSeconds = 3;
const defaultMemoryMegabytes = 128;

interface Pool {
  readonly revision: number;
  readonly taskRoot: Promise<string>;
  readonly idle: Sandbox[];
}

/** Runs functions in real processes: warm ones are reused, as many run at once as invocations come at once. */
export class Runner {
  private readonly pools = new Map<string, Pool>();
  private readonly running = new Set<Sandbox>();
  private runtimeFile: Promise<string> | undefined;

  constructor(private readonly context: LocalContext) {}

  async invoke(deployed: DeployedFunction, event: unknown): Promise<Outcome> {
    const { name, account, region, configuration } = deployed;
    const pool = this.poolOf(deployed);
    const sandbox = await this.take(pool, deployed);
    await this.writeLog(deployed);
    const outcome = await sandbox.invoke(
      {
        event,
        functionName: name,
        functionArn: `arn:aws:lambda:${region}:${account}:function:${name}`,
        memoryMegabytes: configuration.MemorySize ?? defaultMemoryMegabytes,
      },
      configuration.Timeout ?? defaultTimeoutSeconds,
    );
    if (sandbox.dead || this.pools.get(key(deployed)) !== pool) await this.end(sandbox);
    else pool.idle.push(sandbox);
    return outcome;
  }

  /** A function whose role may not write its log runs all the same, on AWS too. */
  private async writeLog({ name, configuration, ...place }: DeployedFunction): Promise<void> {
    const session = sessionOf(name);
    await this.context.iam
      .act(configuration.Role ?? "", session, writeFunctionLog(place, name))
      .catch((error: unknown) => this.context.log("lambda", `${name} has no log: ${String(error)}`));
  }

  /** Ends the idle processes of a function that was changed or deleted; busy ones end after their answer. */
  async retire(deployed: DeployedFunction): Promise<void> {
    const pool = this.pools.get(key(deployed));
    this.pools.delete(key(deployed));
    await Promise.all((pool?.idle ?? []).map((sandbox) => this.end(sandbox)));
  }

  async close(): Promise<void> {
    this.pools.clear();
    await Promise.all([...this.running].map((sandbox) => this.end(sandbox)));
  }

  private async end(sandbox: Sandbox): Promise<void> {
    await sandbox.close();
    this.running.delete(sandbox);
  }

  private poolOf(deployed: DeployedFunction): Pool {
    const known = this.pools.get(key(deployed));
    if (known?.revision === deployed.revision) return known;
    const pool: Pool = { revision: deployed.revision, taskRoot: this.install(deployed), idle: [] };
    this.pools.set(key(deployed), pool);
    return pool;
  }

  private async take(pool: Pool, deployed: DeployedFunction): Promise<Sandbox> {
    for (let sandbox = pool.idle.pop(); sandbox; sandbox = pool.idle.pop()) {
      if (!sandbox.dead) return sandbox;
      this.running.delete(sandbox);
    }
    this.runtimeFile ??= bundleRuntime(path.join(__dirname, "runtime", "main.ts"), this.context.folder);
    const { folder, clock } = this.context;
    const taskRoot = await pool.taskRoot;
    const sandbox = await Sandbox.start({
      runtimeFile: await this.runtimeFile,
      settings: {
        clock: { speed: clock.speed, origin: clock.origin },
        taskRoot,
        handler: deployed.configuration.Handler ?? "index.handler",
        listenersFile: path.join(folder, "listeners.json"),
      },
      environment: await this.environment(deployed, taskRoot),
      logFile: path.join(folder, "logs", "lambda", `${deployed.name}.log`),
    });
    this.running.add(sandbox);
    return sandbox;
  }

  private async install({ account, name, revision, zip }: DeployedFunction): Promise<string> {
    const taskRoot = path.join(this.context.folder, "lambda", account, name, String(revision));
    await rm(taskRoot, { recursive: true, force: true });
    await mkdir(taskRoot, { recursive: true });
    await unzip(zip, taskRoot);
    return taskRoot;
  }

  private async environment(
    { region, name, configuration }: DeployedFunction,
    taskRoot: string,
  ): Promise<Record<string, string>> {
    const credentials = await this.context.iam.assume(configuration.Role ?? "", sessionOf(name));
    return {
      PATH: process.env.PATH ?? "",
      TZ: ":UTC",
      LANG: "en_US.UTF-8",
      ...configuration.Environment?.Variables,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      ...credentialVariables(credentials),
      AWS_ENDPOINT_URL: this.context.endpoint,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: "local",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.MemorySize ?? defaultMemoryMegabytes),
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
      LAMBDA_TASK_ROOT: taskRoot,
      _HANDLER: configuration.Handler ?? "index.handler",
    };
  }
}

function key({ account, region, name }: DeployedFunction): string {
  return `${account}/${region}/${name}`;
}
