import type {
  ActionExecutionDetail,
  ActionExecutionOutput,
  PipelineExecutionSummary,
  S3Location,
} from "@aws-sdk/client-codepipeline";
import type { Definition } from "./definition";

/** What an action leaves, as far as it has come. */
export type Output = ActionExecutionOutput &
  Required<Pick<ActionExecutionOutput, "executionResult" | "outputVariables">>;

/** One run of a pipeline, by the definition that was deployed when it started. */
export interface Execution {
  readonly id: string;
  /** Order of arrival: a later one replaces an earlier one that waits. */
  readonly number: number;
  readonly definition: Definition;
  /** As the API lists it. */
  readonly summary: PipelineExecutionSummary & Required<Pick<PipelineExecutionSummary, "sourceRevisions">>;
  /** As the API lists them, but the oldest first. */
  readonly actions: ActionExecutionDetail[];
  /** Variables by namespace, such as `Build` and `codepipeline`. */
  readonly variables: Map<string, Record<string, string>>;
  /** Where each artifact lies, by its name. */
  readonly artifacts: Map<string, Required<S3Location>>;
}
