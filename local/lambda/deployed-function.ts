import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import type { CreateFunctionRequest } from "@aws-sdk/client-lambda";
import { unzip } from "../archives/unzip";
import type { LocalContext, Place } from "../context";
import { credentialVariables } from "../environment";
import type { ServiceSession } from "../iam/authority";
import { writeFunctionLog } from "../iam/service-actions";
import { bundleRuntime } from "../runtime-bundle";
import type { Outcome } from "./runtime/protocol";
import { Sandbox } from "./sandbox";

/** Fields of the create and update requests, by their API names. */
export type Configuration = Partial<
  Pick<CreateFunctionRequest, "Role" | "Handler" | "Timeout" | "MemorySize" | "Environment">
>;

export interface Revision {
  readonly place: Place;
  readonly name: string;
  readonly zip: Buffer;
  readonly configuration: Configuration;
  /** Counts the changes of the function. */
  readonly number: number;
}

/** How Lambda assumes a function's role. */
export function sessionOf(name: string): ServiceSession {
  return { service: "lambda.amazonaws.com", name };
}

/**
 * A function as it is between two changes, in real processes of its own: warm ones are used again, as many run at
 * once as invocations come at once.
 */
export class DeployedFunction {
  private readonly idle: Sandbox[] = [];
  private taskRoot: Promise<string> | undefined;
  private retired = false;

  /** @param running gets every process that lives. */
  constructor(
    private readonly context: LocalContext,
    readonly revision: Revision,
    private readonly running: Set<Sandbox>,
  ) {}

  async invoke(event: unknown): Promise<Outcome> {
    const { place, name } = this.revision;
    const { MemorySize: memoryMegabytes = 128, Timeout = 3 } = this.revision.configuration;
    const functionArn = `arn:aws:lambda:${place.region}:${place.account}:function:${name}`;
    const sandbox = this.warm() ?? (await this.start());
    await this.writeLog();
    const outcome = await sandbox.invoke(
      { event, functionName: name, functionArn, memoryMegabytes },
      Timeout,
    );
    if (sandbox.dead || this.retired) await this.end(sandbox);
    else this.idle.push(sandbox);
    return outcome;
  }

  /** Ends the idle processes of what was changed or deleted; busy ones end after their answer. */
  async retire(): Promise<void> {
    this.retired = true;
    await Promise.all(this.idle.splice(0).map((sandbox) => this.end(sandbox)));
  }

  private async end(sandbox: Sandbox): Promise<void> {
    await sandbox.close();
    this.running.delete(sandbox);
  }

  private warm(): Sandbox | undefined {
    const sandbox = this.idle.pop();
    if (!sandbox?.dead) return sandbox;
    this.running.delete(sandbox);
    return this.warm();
  }

  /** A function whose role may not write its log runs all the same, on AWS too. */
  private async writeLog(): Promise<void> {
    const { place, name, configuration } = this.revision;
    await this.context.iam
      .act(configuration.Role ?? "", sessionOf(name), writeFunctionLog(place, name))
      .catch((error: unknown) => this.context.log("lambda", `${name} has no log: ${String(error)}`));
  }

  private async start(): Promise<Sandbox> {
    const { name, configuration } = this.revision;
    const { folder, clock } = this.context;
    this.taskRoot ??= this.install();
    const taskRoot = await this.taskRoot;
    const sandbox = await Sandbox.start({
      runtimeFile: await bundleRuntime(path.join(__dirname, "runtime", "main.ts"), folder),
      settings: {
        clock: { speed: clock.speed, origin: clock.origin },
        taskRoot,
        handler: configuration.Handler ?? "index.handler",
        listenersFile: path.join(folder, "listeners.json"),
      },
      environment: await this.environment(taskRoot),
      logFile: path.join(folder, "logs", "lambda", `${name}.log`),
    });
    this.running.add(sandbox);
    return sandbox;
  }

  private async install(): Promise<string> {
    const { place, name, number, zip } = this.revision;
    const taskRoot = path.join(this.context.folder, "lambda", place.account, name, String(number));
    await rm(taskRoot, { recursive: true, force: true });
    await mkdir(taskRoot, { recursive: true });
    await unzip(zip, taskRoot);
    return taskRoot;
  }

  private async environment(taskRoot: string): Promise<Record<string, string>> {
    const { place, name, configuration } = this.revision;
    const { Role = "", Handler = "index.handler", MemorySize = 128, Environment } = configuration;
    return {
      PATH: process.env.PATH ?? "",
      TZ: ":UTC",
      LANG: "en_US.UTF-8",
      ...Environment?.Variables,
      AWS_REGION: place.region,
      AWS_DEFAULT_REGION: place.region,
      ...credentialVariables(await this.context.iam.assume(Role, sessionOf(name))),
      AWS_ENDPOINT_URL: this.context.endpoint,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: "local",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
      LAMBDA_TASK_ROOT: taskRoot,
      _HANDLER: Handler,
    };
  }
}
