import { Worker } from "node:worker_threads";
import type { LocalContext } from "../context";
import type { EngineDefinition } from "./definition";
import { IntegrationError } from "./aws-sdk";
import type { EngineEnd, EngineMessage, EngineSettings, TaskAnswer, TaskRequest } from "./engine/protocol";
import { describe, type HistoryEvent } from "./history";
import { withinLimits } from "./limits";
import type { Caller, Tasks } from "./tasks";

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

export interface ExecutionProps {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly caller: Caller;
  readonly engine: EngineDefinition;
  /** JSON text, as `StartExecution` got it. */
  readonly input: string;
}

/** One execution in a thread of its own, so that its waits pass on virtual time and a stop really stops it. */
export class Execution {
  status: ExecutionStatus = "RUNNING";
  readonly startDate: number;
  stopDate: number | undefined;
  output: string | undefined;
  error: string | undefined;
  cause: string | undefined;
  readonly history: HistoryEvent[] = [];
  private worker: Worker | undefined;

  constructor(
    readonly props: ExecutionProps,
    private readonly context: LocalContext,
    private readonly tasks: Tasks,
  ) {
    this.startDate = this.seconds();
    const { input, caller } = props;
    this.record("ExecutionStarted", { executionStartedEventDetails: { input, roleArn: caller.roleArn } });
  }

  run(engineFile: string): void {
    const { arn, name, machineArn, machineName, caller, engine, input } = this.props;
    const { speed, origin } = this.context.clock;
    const execution = { Id: arn, Name: name, RoleArn: caller.roleArn, RedriveCount: 0 };
    const settings: EngineSettings = {
      clock: { speed, origin },
      definition: engine.definition,
      taskStates: [...engine.tasks.keys()],
      failStates: engine.failStates,
      input: JSON.parse(input),
      context: { Run: execution, Execution: execution, StateMachine: { Id: machineArn, Name: machineName } },
    };
    const worker = new Worker(engineFile, { workerData: settings });
    this.worker = worker;
    worker.on("message", (message: EngineMessage) => this.onMessage(message));
    worker.on("error", (error) =>
      this.end({ kind: "failed", error: "States.Runtime", cause: error.message }),
    );
  }

  /** Ends the execution; what its running tasks still do is theirs. */
  async abort(error?: string, cause?: string): Promise<void> {
    if (this.status !== "RUNNING") return;
    this.finish("ABORTED", { error, cause });
    this.record("ExecutionAborted", { executionAbortedEventDetails: { error, cause } });
    await this.worker?.terminate();
  }

  private onMessage(message: EngineMessage): void {
    if (this.status !== "RUNNING") return;
    switch (message.kind) {
      case "task":
        void this.doTask(message);
        return;
      case "event": {
        const event = describe(message);
        if (event) this.record(event.type, event, message.timestamp / 1000);
        return;
      }
      default:
        this.end(message);
    }
  }

  private async doTask({ id, state, input }: TaskRequest): Promise<void> {
    const { resource = "", timeoutSeconds } = this.props.engine.tasks.get(state) ?? {};
    const work = this.tasks.run(resource, input, this.props.caller);
    const answer = await withinLimits(work, timeoutSeconds).then(
      (output): TaskAnswer => ({ id, output }),
      (error: unknown): TaskAnswer => ({ id, ...stateError(error) }),
    );
    if (this.status === "RUNNING") this.worker?.postMessage(answer);
  }

  private end(end: EngineEnd): void {
    if (this.status !== "RUNNING") return;
    if (end.kind === "succeeded") {
      this.output = JSON.stringify(end.output);
      this.finish("SUCCEEDED", {});
      this.record("ExecutionSucceeded", { executionSucceededEventDetails: { output: this.output } });
      return;
    }
    const { error, cause } = end;
    if (end.kind === "timed-out") {
      this.finish("TIMED_OUT", { error });
      this.record("ExecutionTimedOut", { executionTimedOutEventDetails: { error } });
    } else {
      this.finish("FAILED", { error, cause });
      this.record("ExecutionFailed", { executionFailedEventDetails: { error, cause } });
    }
  }

  private finish(status: ExecutionStatus, { error, cause }: { error?: string; cause?: string }): void {
    Object.assign(this, { status, error, cause, stopDate: this.seconds() });
    const why = error === undefined ? "" : ` (${error}: ${cause ?? ""})`;
    this.context.log("step-functions", `${this.props.machineName} ${this.props.name}: ${status}${why}`);
  }

  private record(type: string, details: object, timestamp = this.seconds()): void {
    const before = this.history.length;
    // As recorded on AWS: nothing comes before the first state, nor before an abort.
    const previousEventId = before === 1 || type === "ExecutionAborted" ? 0 : before;
    this.history.push({ ...details, id: before + 1, previousEventId, timestamp, type });
  }

  private seconds(): number {
    return Math.round(this.context.clock.now()) / 1000;
  }
}

function stateError(error: unknown): { error: string; cause: string } {
  if (error instanceof IntegrationError) return { error: error.error, cause: error.message };
  return { error: "States.TaskFailed", cause: error instanceof Error ? error.message : String(error) };
}
