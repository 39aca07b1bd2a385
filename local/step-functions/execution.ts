import path from "node:path";
import { Worker } from "node:worker_threads";
import type {
  DescribeExecutionOutput,
  DescribeStateMachineOutput,
  ExecutionStatus,
  HistoryEvent,
} from "@aws-sdk/client-sfn";
import type { LocalContext, Place } from "../context";
import type { Given } from "../gateway/operations";
import { bundleRuntime } from "../runtime-bundle";
import { IntegrationError } from "./aws-sdk";
import { forEngine, type EngineDefinition } from "./definition";
import type { EngineEnd, EngineMessage, EngineSettings, StateError, TaskRequest } from "./engine/protocol";
import { describe, happening, type Happening } from "./history";
import { withinLimits } from "./limits";
import { Tasks } from "./tasks";

type End = EngineEnd | ({ readonly kind: "aborted" } & Partial<StateError>);

const ENDINGS = {
  succeeded: { status: "SUCCEEDED", event: "ExecutionSucceeded" },
  failed: { status: "FAILED", event: "ExecutionFailed" },
  "timed-out": { status: "TIMED_OUT", event: "ExecutionTimedOut" },
  aborted: { status: "ABORTED", event: "ExecutionAborted" },
} as const;

/** What the engine brings for tasks and checks that are done here. */
const UNUSED = ["@aws-sdk/client-lambda", "@aws-sdk/credential-providers", "asl-validator"];

/** One execution in a thread of its own, so that its waits pass on virtual time and a stop really stops it. */
export class Execution {
  /** As `DescribeExecution` tells it. */
  readonly told: Given<DescribeExecutionOutput>;
  readonly history: HistoryEvent[] = [];
  private readonly engine: EngineDefinition;
  private readonly tasks: Tasks;
  private worker: Worker | undefined;

  constructor(
    private readonly context: LocalContext,
    { region }: Place,
    private readonly machine: Given<DescribeStateMachineOutput>,
    given: { readonly executionArn: string; readonly name: string; readonly input: string },
  ) {
    const { stateMachineArn, roleArn, definition } = machine;
    this.told = {
      ...given,
      ...statusFields("RUNNING"),
      stateMachineArn,
      startDate: this.now(),
      inputDetails: { included: true },
      redriveCount: 0,
    };
    this.engine = forEngine(definition);
    this.tasks = new Tasks(context, { region, roleArn, stateMachineArn });
    this.record(happening("ExecutionStarted", { input: given.input, roleArn }));
  }

  async run(): Promise<void> {
    const { executionArn: Id, name: Name, input = "{}" } = this.told;
    const { clock, folder } = this.context;
    const { stateMachineArn, name, roleArn: RoleArn } = this.machine;
    const execution = { Id, Name, RoleArn, RedriveCount: 0 };
    const settings: EngineSettings = {
      clock: { speed: clock.speed, origin: clock.origin },
      definition: this.engine.definition,
      taskStates: [...this.engine.tasks.keys()],
      failStates: this.engine.failStates,
      input: JSON.parse(input),
      context: { Run: execution, Execution: execution, StateMachine: { Id: stateMachineArn, Name: name } },
    };
    const file = await bundleRuntime(path.join(__dirname, "engine", "main.ts"), folder, UNUSED);
    if (this.told.status !== "RUNNING") return;
    this.worker = new Worker(file, { workerData: settings });
    this.worker.on("message", (message: EngineMessage) => this.onMessage(message));
    this.worker.on("error", ({ message }) =>
      this.end({ kind: "failed", error: "States.Runtime", cause: message }),
    );
  }

  /** Ends the execution; what its running tasks still do is theirs. */
  async abort(why: Partial<StateError>): Promise<void> {
    this.end({ ...why, kind: "aborted" });
    await this.worker?.terminate();
  }

  private onMessage(message: EngineMessage): void {
    if (this.told.status !== "RUNNING") return;
    if (message.kind === "task") return void this.doTask(message);
    if (message.kind !== "event") return this.end(message);
    const event = describe(message);
    if (event) this.record(event, new Date(message.timestamp));
  }

  private async doTask({ id, state, input }: TaskRequest): Promise<void> {
    const { resource = "", timeoutSeconds } = this.engine.tasks.get(state) ?? {};
    const answer = await withinLimits(this.tasks.run(resource, input), timeoutSeconds).then(
      (output) => ({ output }),
      stateError,
    );
    this.worker?.postMessage({ id, ...answer });
  }

  private end(end: End): void {
    if (this.told.status !== "RUNNING") return;
    const { status, event } = ENDINGS[end.kind];
    const outcome =
      end.kind === "succeeded"
        ? { output: JSON.stringify(end.output) }
        : { error: end.error, cause: end.cause };
    const outputDetails = end.kind === "succeeded" ? { included: true } : undefined;
    Object.assign(this.told, { ...outcome, ...statusFields(status), outputDetails, stopDate: this.now() });
    this.record(happening(event, outcome));
    const why = end.kind === "succeeded" || !end.error ? "" : ` (${end.error}: ${end.cause ?? ""})`;
    this.context.log("step-functions", `${this.machine.name} ${this.told.name}: ${status}${why}`);
  }

  private record(event: Happening, timestamp = this.now()): void {
    const before = this.history.length;
    // As recorded on AWS: nothing comes before the first state, nor before an abort.
    const previousEventId = before === 1 || event.type === "ExecutionAborted" ? 0 : before;
    this.history.push({ ...event, id: before + 1, previousEventId, timestamp });
  }

  private now(): Date {
    return new Date(this.context.clock.now());
  }
}

function statusFields(status: ExecutionStatus) {
  if (status !== "RUNNING" && status !== "SUCCEEDED")
    return { status, redriveStatus: "REDRIVABLE" as const, redriveStatusReason: undefined };
  const redriveStatusReason = `Execution is ${status} and cannot be redriven`;
  return { status, redriveStatus: "NOT_REDRIVABLE" as const, redriveStatusReason };
}

function stateError(error: unknown): StateError {
  if (error instanceof IntegrationError) return { error: error.error, cause: error.message };
  return { error: "States.TaskFailed", cause: error instanceof Error ? error.message : String(error) };
}
