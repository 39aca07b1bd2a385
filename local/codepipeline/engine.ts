import { randomUUID } from "node:crypto";
import type { LocalContext, Place } from "../context";
import { ActionRunner } from "./action-runner";
import type { Definition, Stage } from "./definition";
import type { Execution } from "./executions";
import { StageGate } from "./stage-gate";

/** Runs the executions of one pipeline through its stages. */
export class PipelineEngine {
  readonly executions: Execution[] = [];
  private readonly actions: ActionRunner;
  private readonly gates = new Map<string, StageGate<Execution>>();
  private readonly aborts = new Map<Execution, AbortController>();
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly context: LocalContext,
    place: Place,
  ) {
    this.actions = new ActionRunner(context, place);
  }

  start(definition: Definition, trigger: Execution["trigger"]): Execution {
    const id = randomUUID();
    const execution: Execution = {
      id,
      number: this.executions.length + 1,
      definition,
      trigger,
      startTime: this.now(),
      lastUpdateTime: this.now(),
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
        actions.map((action) => this.actions.run(execution, stage.name, action, signal)),
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

  private finish(execution: Execution, status: Execution["status"]): void {
    execution.status = status;
    execution.lastUpdateTime = this.now();
    this.context.log("codepipeline", `${execution.definition.name}: execution ${execution.id} ${status}`);
  }

  private gate(stage: string, { executionMode }: Definition): StageGate<Execution> {
    const gate = this.gates.get(stage) ?? new StageGate<Execution>(executionMode);
    this.gates.set(stage, gate);
    return gate;
  }

  private now(): Date {
    return new Date(this.context.clock.now());
  }
}
