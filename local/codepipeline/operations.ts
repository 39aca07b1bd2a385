import type { CodePipeline } from "@aws-sdk/client-codepipeline";
import type { LocalContext } from "../context";
import type { Operations } from "../gateway/operations";
import { AwsError } from "../gateway/service";
import { definitionOf } from "./definition";
import { PipelineEngine } from "./engine";
import type { CodePipelineState } from "./state";

/** Pipelines as Terraform deploys them, executions as people and events start and watch them. */
export function codePipelineOperations(state: CodePipelineState, context: LocalContext) {
  const now = () => new Date(context.clock.now());
  return {
    CreatePipeline({ pipeline, tags = [] }) {
      const { name } = pipeline;
      if (state.pipelines.has(name))
        throw new AwsError("PipelineNameInUseException", `A pipeline with the name '${name}' already exists`);
      const definition = definitionOf(pipeline, 1);
      const engine = new PipelineEngine(context, state.place);
      state.pipelines.set(name, { definition, created: now(), updated: now(), tags: [...tags], engine });
      return { pipeline: definition, tags };
    },

    GetPipeline({ name }) {
      const { definition, created, updated } = state.find(name);
      return { pipeline: definition, metadata: { pipelineArn: state.arn(name), created, updated } };
    },

    /** Executions that run keep the definition they started with. */
    UpdatePipeline(input) {
      const pipeline = state.find(input.pipeline.name);
      pipeline.definition = definitionOf(input.pipeline, pipeline.definition.version + 1);
      pipeline.updated = now();
      return { pipeline: pipeline.definition };
    },

    async DeletePipeline({ name }) {
      const pipeline = state.pipelines.get(name);
      state.pipelines.delete(name);
      await pipeline?.engine.close();
      return {};
    },

    ListPipelines: () => ({
      pipelines: [...state.pipelines.values()].map(({ definition, created, updated }) => {
        const { name, version, pipelineType, executionMode } = definition;
        return { name, version, pipelineType, executionMode, created, updated };
      }),
    }),

    ListTagsForResource: ({ resourceArn }) => ({ tags: state.tagged(resourceArn).tags }),

    TagResource({ resourceArn, tags }) {
      const pipeline = state.tagged(resourceArn);
      const kept = pipeline.tags.filter(({ key }) => tags.every((tag) => tag.key !== key));
      pipeline.tags = [...kept, ...tags];
      return {};
    },

    UntagResource({ resourceArn, tagKeys }) {
      const pipeline = state.tagged(resourceArn);
      pipeline.tags = pipeline.tags.filter(({ key = "" }) => !tagKeys.includes(key));
      return {};
    },

    StartPipelineExecution({ name }) {
      const { definition, engine } = state.find(name);
      const { id } = engine.start(definition);
      return { pipelineExecutionId: id };
    },

    /** Newest first, as AWS lists them. */
    ListPipelineExecutions: ({ pipelineName }) => ({
      pipelineExecutionSummaries: state
        .find(pipelineName)
        .engine.executions.map(({ summary }) => summary)
        .reverse(),
    }),

    ListActionExecutions: ({ pipelineName, filter }) => ({
      actionExecutionDetails: state
        .find(pipelineName)
        .engine.executions.filter(({ id }) => (filter?.pipelineExecutionId ?? id) === id)
        .flatMap(({ actions }) => actions)
        .reverse(),
    }),
  } satisfies Operations<CodePipeline>;
}
