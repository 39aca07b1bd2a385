import type { ExecutionTrigger } from "@aws-sdk/client-codepipeline";
import type { Action, Definition } from "./definition";

export type ExecutionStatus = "InProgress" | "Stopping" | "Stopped" | "Succeeded" | "Superseded" | "Failed";
export type ActionStatus = "InProgress" | "Succeeded" | "Failed" | "Abandoned";

export interface ErrorDetails {
  readonly code: string;
  readonly message: string;
}

/** A source's revision, as AWS shows it with an execution. */
export interface Revision {
  readonly actionName: string;
  readonly revisionId: string;
  readonly revisionSummary?: string;
  readonly revisionUrl: string;
}

export interface Artifact {
  readonly bucket: string;
  readonly key: string;
}

/** One run of one action. */
export interface ActionExecution {
  readonly actionExecutionId: string;
  readonly stage: string;
  readonly action: Action;
  readonly startTime: Date;
  lastUpdateTime: Date;
  status: ActionStatus;
  resolvedConfiguration: Record<string, string>;
  /** What the action started elsewhere: a build, a state machine's execution. */
  externalId?: string;
  externalUrl?: string;
  summary?: string;
  error?: ErrorDetails;
  outputVariables: Record<string, string>;
}

export interface StageExecution {
  readonly name: string;
  status: "InProgress" | "Succeeded" | "Failed" | "Stopped";
}

/** One run of a pipeline, by the definition that was deployed when it started. */
export interface Execution {
  readonly id: string;
  /** Order of arrival: a later one replaces an earlier one that waits. */
  readonly number: number;
  readonly definition: Definition;
  readonly trigger: ExecutionTrigger;
  readonly startTime: Date;
  lastUpdateTime: Date;
  status: ExecutionStatus;
  statusSummary?: string;
  readonly revisions: Revision[];
  readonly stages: StageExecution[];
  readonly actions: ActionExecution[];
  /** Variables by namespace, such as `Build` and `codepipeline`. */
  readonly variables: Map<string, Record<string, string>>;
  readonly artifacts: Map<string, Artifact>;
}

/** An action's failure as people read it in the console. */
export class ActionFailure extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
