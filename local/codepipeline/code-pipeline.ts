import type { LocalContext, Place } from "../context";
import { AwsError, type LocalService, type ServiceRequest, type ServiceResponse } from "../gateway/service";
import { answer } from "../models/answer";
import type { Execution } from "./executions";
import { Pipelines, type Pipeline } from "./pipelines";
import { actionDetail, executionDetail, executionSummary, stageStates } from "./views";

/** CodePipeline: keeps what Terraform deployed and runs it. Nothing of it is moto's. */
export class CodePipeline implements LocalService {
  readonly scopes = ["codepipeline"];
  private readonly pipelines: Pipelines;

  constructor(context: LocalContext) {
    this.pipelines = new Pipelines(context);
  }

  handle(request: ServiceRequest): Promise<ServiceResponse> {
    return Promise.resolve().then(async () => answer(request, await this.perform(request)));
  }

  close(): Promise<void> {
    return this.pipelines.close();
  }

  private perform({
    operation,
    parameters: input,
    account,
    region,
  }: ServiceRequest): object | Promise<object> {
    const place = { account, region };
    switch (operation) {
      case "CreatePipeline":
        return this.pipelines.create(place, input);
      case "GetPipeline":
        return this.pipelines.get(this.pipelines.find(place, input["name"]));
      case "UpdatePipeline":
        return this.pipelines.update(place, input);
      case "DeletePipeline":
        return this.pipelines.remove(place, input);
      case "ListPipelines":
        return { pipelines: this.pipelines.list(place) };
      case "ListTagsForResource":
        return this.pipelines.tagsOf(input);
      case "TagResource":
        return this.pipelines.tag(input);
      case "UntagResource":
        return this.pipelines.untag(input);
      case "StartPipelineExecution":
        return this.startExecution(place, input);
      case "StopPipelineExecution":
        return this.stopExecution(place, input);
      case "RetryStageExecution":
        return this.retryStage(place, input);
      default:
        return this.observe(
          operation,
          this.pipelines.find(place, input["pipelineName"] ?? input["name"]),
          input,
        );
    }
  }

  private observe(operation: string | undefined, pipeline: Pipeline, input: Record<string, unknown>): object {
    const { definition, engine, created, updated } = pipeline;
    switch (operation) {
      case "GetPipelineExecution":
        return { pipelineExecution: executionDetail(this.execution(pipeline, input)) };
      case "ListPipelineExecutions":
        return { pipelineExecutionSummaries: engine.executions.map(executionSummary).reverse() };
      case "ListActionExecutions":
        return { actionExecutionDetails: this.actions(pipeline, input) };
      case "GetPipelineState": {
        const { name: pipelineName, version: pipelineVersion } = definition;
        return {
          pipelineName,
          pipelineVersion,
          stageStates: stageStates(definition, engine),
          created,
          updated,
        };
      }
      default:
        throw new AwsError(
          "UnknownOperationException",
          `codepipeline: local AWS has no ${String(operation)}`,
        );
    }
  }

  private startExecution(place: Place, input: Record<string, unknown>) {
    const { definition, engine } = this.pipelines.find(place, input["name"]);
    const { id } = engine.start(definition, {
      triggerType: "StartPipelineExecution",
      triggerDetail: `arn:aws:iam::${place.account}:root`,
    });
    return { pipelineExecutionId: id };
  }

  private stopExecution(place: Place, input: Record<string, unknown>) {
    const pipeline = this.pipelines.find(place, input["pipelineName"]);
    const execution = this.execution(pipeline, input);
    if (execution.status !== "InProgress")
      throw new AwsError(
        "PipelineExecutionNotStoppableException",
        `The pipeline execution with id ${execution.id} is not in a stoppable state`,
      );
    const reason = typeof input["reason"] === "string" ? input["reason"] : undefined;
    pipeline.engine.stop(execution, input["abandon"] === true, reason);
    return { pipelineExecutionId: execution.id };
  }

  private retryStage(place: Place, input: Record<string, unknown>) {
    const pipeline = this.pipelines.find(place, input["pipelineName"]);
    const execution = this.execution(pipeline, input);
    const stageName = String(input["stageName"]);
    const failed = execution.status === "Failed" && execution.stages.at(-1)?.name === stageName;
    if (!failed)
      throw new AwsError(
        "StageNotRetryableException",
        `The stage ${stageName} of execution ${execution.id} has not failed`,
      );
    const mode = input["retryMode"] === "ALL_ACTIONS" ? "ALL_ACTIONS" : "FAILED_ACTIONS";
    pipeline.engine.retry(execution, stageName, mode);
    return { pipelineExecutionId: execution.id };
  }

  /** Newest first, as AWS lists them. */
  private actions({ engine }: Pipeline, input: Record<string, unknown>) {
    const { pipelineExecutionId } = (input["filter"] ?? {}) as { pipelineExecutionId?: string };
    return engine.executions
      .filter(({ id }) => pipelineExecutionId === undefined || id === pipelineExecutionId)
      .flatMap((execution) => execution.actions.map((record) => actionDetail(execution, record)))
      .reverse();
  }

  private execution({ engine, definition }: Pipeline, input: Record<string, unknown>): Execution {
    const id = String(input["pipelineExecutionId"]);
    const execution = engine.executions.find((candidate) => candidate.id === id);
    if (execution !== undefined) return execution;
    throw new AwsError(
      "PipelineExecutionNotFoundException",
      `The pipeline execution with id ${id} does not exist for pipeline ${definition.name}`,
    );
  }
}
