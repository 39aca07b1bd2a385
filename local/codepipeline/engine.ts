import { randomUUID } from "node:crypto";
import type { LocalContext, Place } from "../context";
import type { RunAction } from "./actions/action";
import { runCodeBuild } from "./actions/code-build";
import { runS3Source } from "./actions/s3-source";
import { runStepFunctions } from "./actions/step-functions";
import type { Action, Definition, Stage } from "./definition";
import { ActionFailure, type ActionExecution, type Execution } from "./executions";
import { StageGate } from "./stage-gate";
import { resolveVariables } from "./variables";

/** What an action of a deployed pipeline may be; its key is `category/provider`. */
const ACTIONS: Readonly<Record<string, RunAction>> = {
  "Source/S3": runS3Source,
  "Build/CodeBuild": runCodeBuild,
  "Test/CodeBuild": runCodeBuild,
  "Invoke/StepFunctions": runStepFunctions,
};

/** Runs the executions of one pipeline through its stages. */
export class PipelineEngine {
  readonly executions: Execution[] = [];
  private readonly gates = new Map<string, StageGate<Execution>>();
  private readonly aborts = new Map<Execution, AbortController>();
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly context: LocalContext,
    private readonly place: Place,
  ) {}

  start(definition: Definition, trigger: Execution["trigger"]): Execution {
    const id = randomUUID();
    const execution: Execution = {
      id,
      number: this.executions.length + 1,
      definition,
      trigger,
      startTime: this.seconds(),
      lastUpdateTime: this.seconds(),
      status: "InProgress",
      revisions: [],
      stages: [],
      actions: [],
      variables: new Map([["codepipeline", { PipelineExecutionId: id }]]),
      artifacts: new Map(),
    };
    this.executions.push(execution);
    this.run(execution, definition.stages);
    return execution;
  }

  /** Runs the failed stage's failed actions, or all of its actions, again, and the stages after it. */
  retry(execution: Execution, stageName: string, mode: "FAILED_ACTIONS" | "ALL_ACTIONS"): void {
    const { stages } = execution.definition;
    const index = stages.findIndex(({ name }) => name === stageName);
    const [stage, ...rest] = stages.slice(index);
    if (stage === undefined) return;
    const done = execution.actions.filter(
      (record) => record.stage === stageName && record.status === "Succeeded",
    );
    const again =
      mode === "ALL_ACTIONS"
        ? stage.actions
        : stage.actions.filter(({ name }) => !done.some(({ action }) => action.name === name));
    execution.stages.splice(index);
    execution.status = "InProgress";
    this.run(execution, [{ ...stage, actions: again }, ...rest]);
  }

  /** Stops after the running actions, or abandons them at once. */
  stop(execution: Execution, abandon: boolean, reason: string | undefined): void {
    execution.status = "Stopping";
    execution.statusSummary = reason;
    for (const gate of this.gates.values()) gate.withdraw(execution);
    if (abandon) this.aborts.get(execution)?.abort();
  }

  /** Executions that wait in front of a stage. */
  inbound(stage: string): readonly Execution[] {
    return this.gates.get(stage)?.inbound ?? [];
  }

  async close(): Promise<void> {
    for (const abort of this.aborts.values()) abort.abort();
    await Promise.all(this.running);
  }

  private run(execution: Execution, stages: readonly Stage[]): void {
    const abort = new AbortController();
    this.aborts.set(execution, abort);
    const over = this.runStages(execution, stages, abort.signal).finally(() => {
      this.running.delete(over);
      this.aborts.delete(execution);
    });
    this.running.add(over);
  }

  private async runStages(
    execution: Execution,
    stages: readonly Stage[],
    signal: AbortSignal,
  ): Promise<void> {
    for (const stage of stages) {
      const gate = this.gate(stage.name, execution.definition);
      if (!(await gate.enter(execution))) {
        this.finish(execution, execution.status === "Stopping" ? "Stopped" : "Superseded");
        return;
      }
      try {
        if (!(await this.runStage(execution, stage, signal))) return;
      } finally {
        gate.leave(execution);
      }
    }
    this.finish(execution, "Succeeded");
  }

  private async runStage(execution: Execution, stage: Stage, signal: AbortSignal): Promise<boolean> {
    const state: Execution["stages"][number] = { name: stage.name, status: "InProgress" };
    execution.stages.push(state);
    for (const runOrder of [...new Set(stage.actions.map((action) => action.runOrder))].sort(
      (a, b) => a - b,
    )) {
      const actions = stage.actions.filter((action) => action.runOrder === runOrder);
      const records = await Promise.all(
        actions.map((action) => this.runAction(execution, stage.name, action, signal)),
      );
      if (this.stopping(execution)) {
        state.status = "Stopped";
        this.finish(execution, "Stopped");
        return false;
      }
      if (records.some(({ status }) => status !== "Succeeded")) {
        state.status = "Failed";
        this.finish(execution, "Failed");
        return false;
      }
    }
    state.status = "Succeeded";
    return true;
  }

  /** A method, since the compiler does not see that a stop changes the status while an action runs. */
  private stopping(execution: Execution): boolean {
    return execution.status === "Stopping";
  }

  private async runAction(
    execution: Execution,
    stage: string,
    action: Action,
    signal: AbortSignal,
  ): Promise<ActionExecution> {
    const now = this.seconds();
    const record: ActionExecution = {
      actionExecutionId: randomUUID(),
      stage,
      action,
      startTime: now,
      lastUpdateTime: now,
      status: "InProgress",
      resolvedConfiguration: {},
      outputVariables: {},
    };
    execution.actions.push(record);
    const subject = `${execution.definition.name}: ${stage}/${action.name}`;
    this.context.log("codepipeline", `${subject} started`);
    try {
      await this.perform(execution, action, record, signal);
      record.status = "Succeeded";
    } catch (error) {
      record.status = signal.aborted ? "Abandoned" : "Failed";
      record.error = errorDetails(error);
    }
    record.lastUpdateTime = this.seconds();
    const reason = record.error === undefined ? "" : `: ${record.error.message}`;
    this.context.log("codepipeline", `${subject} ${record.status}${reason}`);
    return record;
  }

  private async perform(
    execution: Execution,
    action: Action,
    record: ActionExecution,
    signal: AbortSignal,
  ): Promise<void> {
    const kind = `${action.actionTypeId.category}/${action.actionTypeId.provider}`;
    const run = ACTIONS[kind];
    if (run === undefined) throw new ActionFailure("ConfigurationError", `local AWS has no action ${kind}`);
    record.resolvedConfiguration = Object.fromEntries(
      Object.entries(action.configuration).map(([name, value]) => [
        name,
        resolveVariables(value, execution.variables),
      ]),
    );
    const { definition } = execution;
    const client = {
      endpoint: this.context.endpoint,
      region: action.region ?? this.place.region,
      credentials: await this.credentials(action.roleArn ?? definition.roleArn),
    };
    await run({ context: this.context, definition, execution, record, client, signal });
    if (action.namespace !== undefined) execution.variables.set(action.namespace, record.outputVariables);
  }

  /** As AWS does: an action without a role of its own runs with the pipeline's. */
  private async credentials(roleArn: string) {
    const [, , , , account = "", resource = ""] = roleArn.split(":");
    return this.context.credentials(account, resource.split("/").at(-1));
  }

  private finish(execution: Execution, status: Execution["status"]): void {
    execution.status = status;
    execution.lastUpdateTime = this.seconds();
    this.context.log("codepipeline", `${execution.definition.name}: execution ${execution.id} ${status}`);
  }

  private gate(stage: string, { executionMode }: Definition): StageGate<Execution> {
    const gate = this.gates.get(stage) ?? new StageGate<Execution>(executionMode);
    this.gates.set(stage, gate);
    return gate;
  }

  private seconds(): number {
    return this.context.clock.now() / 1000;
  }
}

function errorDetails(error: unknown): { code: string; message: string } {
  if (error instanceof ActionFailure) return { code: error.code, message: error.message };
  if (error instanceof Error) return { code: error.name, message: error.message };
  return { code: "InternalError", message: String(error) };
}
