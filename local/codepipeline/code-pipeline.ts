import type { z } from "zod";
import type { LocalContext, Place } from "../context";
import {
  AwsError,
  json,
  type LocalService,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service";
import { definitionSchema, type Definition } from "./definition";
import { PipelineEngine } from "./engine";
import type { Execution } from "./executions";
import { actionDetail, executionDetail, executionSummary, stageStates } from "./views";

interface Pipeline {
  definition: Definition;
  readonly arn: string;
  readonly created: number;
  updated: number;
  readonly tags: Map<string, string>;
  readonly engine: PipelineEngine;
}

/** CodePipeline: keeps what Terraform deployed and runs it. Nothing of it is moto's. */
export class CodePipeline implements LocalService {
  readonly scopes = ["codepipeline"];
  private readonly pipelines = new Map<string, Pipeline>();

  constructor(private readonly context: LocalContext) {}

  handle(request: ServiceRequest): Promise<ServiceResponse> {
    return Promise.resolve().then(async () => json(await this.answer(request)));
  }

  async close(): Promise<void> {
    await Promise.all([...this.pipelines.values()].map(({ engine }) => engine.close()));
  }

  private answer({ operation, input, account, region }: ServiceRequest): unknown {
    const place = { account, region };
    switch (operation) {
      case "CreatePipeline":
        return this.create(place, input);
      case "GetPipeline":
        return this.get(this.find(place, input["name"]));
      case "UpdatePipeline":
        return this.update(place, input);
      case "DeletePipeline":
        return this.remove(place, input);
      case "ListPipelines":
        return { pipelines: this.list(place) };
      case "ListTagsForResource":
        return { tags: tagList(this.tagged(input).tags) };
      case "TagResource":
        addTags(this.tagged(input).tags, input["tags"]);
        return {};
      case "UntagResource":
        for (const key of items(input["tagKeys"])) this.tagged(input).tags.delete(String(key));
        return {};
      case "StartPipelineExecution":
        return this.startExecution(place, input);
      case "StopPipelineExecution":
        return this.stopExecution(place, input);
      case "RetryStageExecution":
        return this.retryStage(place, input);
      default:
        return this.observe(operation, this.find(place, input["pipelineName"] ?? input["name"]), input);
    }
  }

  private observe(
    operation: string | undefined,
    pipeline: Pipeline,
    input: Record<string, unknown>,
  ): unknown {
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

  private create(place: Place, input: Record<string, unknown>) {
    const definition = { ...parse(definitionSchema, input["pipeline"]), version: 1 };
    const arn = pipelineArn(place, definition.name);
    if (this.pipelines.has(arn))
      throw new AwsError(
        "PipelineNameInUseException",
        `A pipeline with the name '${definition.name}' already exists`,
      );
    const now = this.seconds();
    const tags = new Map<string, string>();
    addTags(tags, input["tags"]);
    const engine = new PipelineEngine(this.context, place);
    this.pipelines.set(arn, { definition, arn, created: now, updated: now, tags, engine });
    return { pipeline: definition, tags: tagList(tags) };
  }

  private get({ definition, arn, created, updated }: Pipeline) {
    return { pipeline: definition, metadata: { pipelineArn: arn, created, updated } };
  }

  /** Executions that run keep the definition they started with. */
  private update(place: Place, input: Record<string, unknown>) {
    const definition = parse(definitionSchema, input["pipeline"]);
    const pipeline = this.find(place, definition.name);
    pipeline.definition = { ...definition, version: pipeline.definition.version + 1 };
    pipeline.updated = this.seconds();
    return { pipeline: pipeline.definition };
  }

  private async remove(place: Place, input: Record<string, unknown>) {
    const arn = pipelineArn(place, String(input["name"]));
    const pipeline = this.pipelines.get(arn);
    this.pipelines.delete(arn);
    await pipeline?.engine.close();
    return {};
  }

  private list(place: Place) {
    const prefix = pipelineArn(place, "");
    return [...this.pipelines.values()]
      .filter(({ arn }) => arn.startsWith(prefix))
      .map(({ definition, created, updated }) => {
        const { name, version, pipelineType, executionMode } = definition;
        return { name, version, pipelineType, executionMode, created, updated };
      });
  }

  private startExecution(place: Place, input: Record<string, unknown>) {
    const { definition, engine } = this.find(place, input["name"]);
    const { id } = engine.start(definition, {
      triggerType: "StartPipelineExecution",
      triggerDetail: `arn:aws:iam::${place.account}:root`,
    });
    return { pipelineExecutionId: id };
  }

  private stopExecution(place: Place, input: Record<string, unknown>) {
    const pipeline = this.find(place, input["pipelineName"]);
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
    const pipeline = this.find(place, input["pipelineName"]);
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

  private find(place: Place, name: unknown): Pipeline {
    const pipeline = this.pipelines.get(pipelineArn(place, String(name)));
    if (pipeline !== undefined) return pipeline;
    throw new AwsError(
      "PipelineNotFoundException",
      `Account '${place.account}' does not have a pipeline with name '${String(name)}'`,
    );
  }

  private tagged(input: Record<string, unknown>): Pipeline {
    const arn = String(input["resourceArn"]);
    const pipeline = this.pipelines.get(arn);
    if (pipeline === undefined) throw new AwsError("ResourceNotFoundException", `${arn} does not exist`);
    return pipeline;
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

  private seconds(): number {
    return this.context.clock.now() / 1000;
  }
}

function pipelineArn({ account, region }: Place, name: string): string {
  return `arn:aws:codepipeline:${region}:${account}:${name}`;
}

function items(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function addTags(tags: Map<string, string>, added: unknown): void {
  for (const { key, value } of items(added) as { key: string; value: string }[]) tags.set(key, value);
}

function tagList(tags: Map<string, string>) {
  return [...tags].map(([key, value]) => ({ key, value }));
}

function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new AwsError("InvalidStructureException", `Pipeline has problems: ${problems.join("; ")}`);
}
