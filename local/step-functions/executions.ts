import { randomUUID } from "node:crypto";
import path from "node:path";
import type { LocalContext } from "../context";
import { AwsError, type ServiceRequest } from "../gateway/service";
import { bundleRuntime } from "../runtime-bundle";
import { forEngine } from "./definition";
import { Execution } from "./execution";
import type { StateMachine } from "./state-machine";
import { arnOf, type Input } from "./state-machines";
import { Tasks } from "./tasks";

/** The executions and what the API says of them. */
export class Executions {
  private readonly executions = new Map<string, Execution>();
  private readonly tasks: Tasks;
  private engineFile: Promise<string> | undefined;

  constructor(private readonly context: LocalContext) {
    this.tasks = new Tasks(context);
  }

  async start(body: Input, machine: StateMachine): Promise<object> {
    const name = text(body.name) ?? randomUUID();
    const input = text(body.input) ?? "{}";
    if (!isJson(input))
      throw new AwsError("InvalidExecutionInput", `Invalid State Machine Execution Input: ${input}`);
    const arn = `${machine.stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
    const known = this.executions.get(arn);
    if (known) {
      const same = known.status === "RUNNING" && known.props.input === input;
      if (!same) throw new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
      return { executionArn: arn, startDate: known.startDate };
    }
    const { stateMachineArn, account, region, roleArn } = machine;
    const execution = new Execution(
      {
        arn,
        name,
        input,
        machineArn: stateMachineArn,
        machineName: machine.name,
        caller: { account, region, roleArn, stateMachineArn },
        engine: forEngine(machine.definition),
      },
      this.context,
      this.tasks,
    );
    this.executions.set(arn, execution);
    this.engineFile ??= bundleRuntime(path.join(__dirname, "engine", "main.ts"), this.context.folder, [
      // The engine brings them for tasks and checks that are done here.
      "@aws-sdk/client-lambda",
      "@aws-sdk/credential-providers",
      "asl-validator",
    ]);
    execution.run(await this.engineFile);
    return { executionArn: arn, startDate: execution.startDate };
  }

  async stop(input: Input, request: ServiceRequest): Promise<object> {
    const execution = this.get(input, request);
    await execution.abort(text(input.error), text(input.cause));
    return { stopDate: execution.stopDate };
  }

  describe(input: Input, request: ServiceRequest): object {
    return describeExecution(this.get(input, request));
  }

  history(input: Input, request: ServiceRequest): object {
    const { history } = this.get(input, request);
    return { events: input.reverseOrder === true ? [...history].reverse() : history };
  }

  list(input: Input, { stateMachineArn }: StateMachine): object {
    const executions = [...this.executions.values()]
      .filter(
        ({ props, status }) =>
          props.machineArn === stateMachineArn && (input.statusFilter ?? status) === status,
      )
      .reverse()
      .map(({ props, status, startDate, stopDate }) => ({
        executionArn: props.arn,
        stateMachineArn,
        name: props.name,
        status,
        startDate,
        stopDate,
      }));
    return { executions: executions.slice(0, Number(input.maxResults) || 100) };
  }

  async close(): Promise<void> {
    await Promise.all([...this.executions.values()].map((execution) => execution.abort()));
  }

  /** The execution that `executionArn` names, if it is the caller's. */
  get(input: Input, { account }: ServiceRequest): Execution {
    const arn = arnOf(input.executionArn);
    const execution = this.executions.get(arn);
    if (!execution || execution.props.caller.account !== account) {
      throw new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
    }
    return execution;
  }
}

function describeExecution({ props, status, startDate, stopDate, output, error, cause }: Execution): object {
  return {
    executionArn: props.arn,
    stateMachineArn: props.machineArn,
    name: props.name,
    status,
    startDate,
    stopDate,
    input: props.input,
    inputDetails: { included: true },
    output,
    outputDetails: output === undefined ? undefined : { included: true },
    error,
    cause,
    redriveCount: 0,
    ...(status === "RUNNING" || status === "SUCCEEDED"
      ? {
          redriveStatus: "NOT_REDRIVABLE",
          redriveStatusReason: `Execution is ${status} and cannot be redriven`,
        }
      : { redriveStatus: "REDRIVABLE" }),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
