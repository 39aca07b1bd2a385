import { randomUUID } from "node:crypto";
import type { PipelineExecutionStatus } from "@aws-sdk/client-codepipeline";
import type { LocalContext, Place } from "../context";
import type { Definition, Stage } from "./definition";
import type { Execution } from "./execution";
import { runAction } from "./run-action";
import { StageGate } from "./stage-gate";

/** Runs the executions of one pipeline through its stages. */
export class PipelineEngine {
  readonly executions: Execution[] = [];
  private readonly gates = new Map<string, StageGate<Execution>>();
  private readonly closing = new AbortController();
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly context: LocalContext,
    private readonly place: Place,
  ) {}

  start(definition: Definition): Execution {
    const id = randomUUID();
    const execution: Execution = {
      id,
      number: this.executions.length + 1,
      definition,
      summary: {
        pipelineExecutionId: id,
        status: "InProgress",
        startTime: this.now(),
        lastUpdateTime: this.now(),
        sourceRevisions: [],
      },
      actions: [],
      variables: new Map([["codepipeline", { PipelineExecutionId: id }]]),
      artifacts: new Map(),
    };
    this.executions.push(execution);
    const over = this.run(execution).finally(() => this.running.delete(over));
    this.running.add(over);
    return execution;
  }

  /** Ends every execution: what one has started elsewhere goes on. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.running);
  }

  private async run(execution: Execution): Promise<void> {
    const status = await this.runStages(execution);
    execution.summary.status = status;
    execution.summary.lastUpdateTime = this.now();
    this.context.log("codepipeline", `${execution.definition.name}: execution ${execution.id} ${status}`);
  }

  private async runStages(execution: Execution): Promise<PipelineExecutionStatus> {
    for (const stage of execution.definition.stages) {
      const gate = this.gates.get(stage.name) ?? new StageGate();
      this.gates.set(stage.name, gate);
      if (!(await gate.enter(execution))) return "Superseded";
      const succeeded = await this.runStage(execution, stage);
      gate.leave();
      if (!succeeded) return "Failed";
    }
    return "Succeeded";
  }

  /** Actions of the same order run beside each other. */
  private async runStage(execution: Execution, { name: stageName, actions }: Stage): Promise<boolean> {
    const { signal } = this.closing;
    const orders = new Set(actions.map(({ runOrder }) => runOrder));
    for (const order of [...orders].sort((a, b) => a - b)) {
      const together = actions.filter(({ runOrder }) => runOrder === order);
      const succeeded = await Promise.all(
        together.map((action) =>
          runAction(this.context, this.place, { execution, stageName, action, signal }),
        ),
      );
      if (succeeded.includes(false)) return false;
    }
    return true;
  }

  private now(): Date {
    return new Date(this.context.clock.now());
  }
}
